import type {Context} from 'hono';
import {Hono} from 'hono';
import {html} from 'hono/html';
import {moneyParts} from '../../commerce/money-format.ts';
import {chooseLocale, matchLocale} from '../../words/locale.ts';
import {localText} from '../http/locale.ts';
import {Decision, decide} from './api.ts';
import type {WalletApi} from './api.ts';
import type {Opening, WalletTrade} from './books.ts';
import {refundedOf} from './books.ts';
import {walletScript, walletStyle} from './page-style.ts';
import type {WalletLocale, WalletWords} from './words.ts';
import {walletLanguages, walletWords} from './words.ts';

type Html = ReturnType<typeof html>;

interface View {
  readonly c: Context;
  readonly locale: WalletLocale;
  readonly words: WalletWords;
}

/** The wallet as people see it, under `/pay/<key>`: plain pages and forms, in three languages. */
export function walletPages(api: WalletApi): Hono {
  const app = new Hono();
  app.get('/wallet.css', c => c.body(walletStyle, 200, {'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=300'}));
  app.get('/wallet.js', c => c.body(walletScript, 200, {'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'max-age=300'}));
  app.get('/', c => {
    const view = viewOf(c);
    return page(view, view.words.wallet, html`<p class="quiet">${view.words.front}</p>`);
  });
  app.get('/pay/:key', async c => {
    const trade = api.wallet.findByKey(c.req.param('key'));
    const view = viewOf(c, trade);
    if (!trade) return notFound(view);
    await api.wallet.journal.settled();
    return trade.status === 'waiting' && c.req.query('step') !== 'left' ? askPage(view, trade, api.wallet.options.clock()) : endPage(view, trade, c.req.query('step'));
  });
  app.post('/pay/:key', async c => {
    const trade = api.wallet.findByKey(c.req.param('key'));
    if (!trade) return notFound(viewOf(c));
    if (c.req.header('sec-fetch-site') === 'cross-site') return c.text('Decide on the page of the wallet.', 403);
    const asJson = c.req.header('content-type')?.startsWith('application/json') === true;
    const decision = Decision.safeParse(asJson ? await c.req.json().catch(() => null) : fromForm(await c.req.parseBody()));
    if (!decision.success) return c.text('There is no such choice.', 400);
    const decided = await decide(api, trade, decision.data);
    if (asJson) return c.json({status: decided.status, return_url: decision.data.lost ? null : decided.opening?.return_url ?? null});
    return c.redirect(nextPage(c, decided, decision.data), 303);
  });
  return app;
}

function fromForm(form: Record<string, unknown>): Readonly<Record<string, unknown>> {
  return {...form, lost: form['lost'] === 'on'};
}

/** A wallet that took over the shop's page sends the buyer back; one with a window of its own says that it is done. */
function nextPage(c: Context, {opening}: WalletTrade, {choice, lost}: {choice: string; lost: boolean}): string {
  const lang = c.req.query('lang');
  const here = (step: string): string => `${c.req.path}?${new URLSearchParams({step, ...(lang ? {lang} : {})}).toString()}`;
  if (lost) return here('lost');
  if (choice === 'leave') return here('left');
  return opening?.display === 'redirect' ? opening.return_url : here('done');
}

function viewOf(c: Context, trade?: WalletTrade): View {
  const accepted = c.req.header('accept-language')?.split(',').map(tag => tag.split(';')[0]) ?? [];
  const locale = chooseLocale(c.req.query('lang'), trade?.opening?.locale, ...accepted);
  return {c, locale, words: walletWords[locale]};
}

function askPage(view: View, trade: WalletTrade, now: Date): Response | Promise<Response> {
  const {words} = view;
  const opening = trade.opening;
  if (!opening) return notFound(view);
  const left = Math.max(0, Math.floor((new Date(opening.deadline).getTime() - now.getTime()) / 60_000));
  const counted = JSON.stringify([words.timeLeft(0), words.timeLeft(1), words.timeLeft(2).replace('2', '{n}')]);
  const title = words.payTo(nameOf(view, opening));
  return page(view, title, html`
    <h1>${title}</h1>
    ${amount(view, trade)}
    <p class="subject" ${languageOf(view, opening)}>${opening.subject}</p>
    <p class="left" data-deadline="${opening.deadline}" data-words="${counted}">${words.timeLeft(left)}</p>
    <form method="post">
      <div class="choices">
        <button class="primary wide" name="choice" value="approve">${words.approve}</button>
        <button name="choice" value="decline">${words.decline}</button>
        <button name="choice" value="cancel">${words.cancel}</button>
        <button class="wide" name="choice" value="leave">${words.leave}</button>
      </div>
      ${rehearsal(view)}
    </form>`, opening.return_url);
}

function nameOf({locale}: View, {merchant}: Opening): string {
  return localText(merchant, locale, 'en');
}

/** The shop names the goods once, in the language in which they were bought. */
function languageOf({locale}: View, {locale: own}: Opening): Html | '' {
  return matchLocale(own) === locale ? '' : html`lang="${own}"`;
}

function rehearsal({words}: View): Html {
  const tellings = ['once', 'before', 'late', 'twice', 'never'] as const;
  return html`<details>
    <summary>${words.rehearse}</summary>
    <p class="quiet">${words.rehearseWhy}</p>
    <fieldset>
      <legend>${words.told}</legend>
      ${tellings.map(telling => {
        const checked = telling === 'once' ? html`checked` : '';
        return html`<label><input type="radio" name="notify" value="${telling}" ${checked}><span>${words[telling]}</span></label>`;
      })}
    </fieldset>
    <fieldset><label><input type="checkbox" name="lost"><span>${words.lost}</span></label></fieldset>
  </details>`;
}

function amount({locale}: View, {opening}: WalletTrade): Html {
  const money = {amount: opening?.amount ?? 0, currency: opening?.currency ?? 'HKD'};
  const parts = moneyParts(money, locale).map(({type, value}) => (type === 'currency' ? html`<span class="currency">${value}</span>` : value));
  return html`<p class="amount">${parts}</p>`;
}

type EndName = 'paid' | 'declined' | 'closed' | 'expired' | 'left';
const SIGNS: Readonly<Record<EndName, string>> = {
  paid: 'M5 13l5 5L19 7', declined: 'M6 6l12 12M18 6L6 18', closed: 'M6 12h12', expired: 'M12 6v6l4 3', left: 'M9 6v12M15 6v12',
};

function endName({status, reason}: WalletTrade): EndName {
  if (status === 'waiting') return 'left';
  return status === 'closed' && reason === 'expired' ? 'expired' : status;
}

function endPage(view: View, trade: WalletTrade, step: string | undefined): Response | Promise<Response> {
  const {words} = view;
  const {opening} = trade;
  const name = endName(trade);
  const lost = step === 'lost';
  const title = lost ? words.lostTitle : words[name];
  return page(view, title, html`
    <div class="ending" role="status" ${step === 'done' && opening?.display === 'popup' ? html`data-close` : ''}>
      <span class="sign" aria-hidden="true"><svg viewBox="0 0 24 24"><path d="${SIGNS[name]}"/></svg></span>
      <h1>${title}</h1>
      <p class="quiet">${lost ? words.lostText : words[`${name}Text`]}</p>
      ${lost ? '' : wayBack(view, trade)}
    </div>
    <dl class="facts">
      <dt>${opening && nameOf(view, opening)}</dt><dd>${moneyText(view, trade)}</dd>
      ${refundedOf(trade) > 0 ? html`<dt>${words.given}</dt><dd>${moneyText(view, trade, refundedOf(trade))}</dd>` : ''}
      <dt>${words.number}</dt><dd>${opening?.wallet_no}</dd>
    </dl>`, opening?.return_url);
}

function moneyText({locale}: View, {opening}: WalletTrade, minor = opening?.amount ?? 0): string {
  return moneyParts({amount: minor, currency: opening?.currency ?? 'HKD'}, locale).map(part => part.value).join('');
}

function wayBack({c, words}: View, {opening, status}: WalletTrade): Html {
  const again = status === 'waiting' ? html`<a class="button primary" href="${c.req.path}">${words.again}</a>` : html``;
  if (opening?.display === 'popup') return html`<p class="quiet">${words.mayClose}</p>${again}<a class="button" href="${opening.return_url}">${words.back}</a>`;
  if (opening?.display === 'qr') return html`<p class="quiet">${words.onPhone}</p>${again}`;
  return html`${again}<a class="button" href="${opening?.return_url}">${words.back}</a>`;
}

function notFound(view: View): Response | Promise<Response> {
  view.c.status(404);
  return page(view, view.words.notFound, html`<h1>${view.words.notFound}</h1><p class="quiet">${view.words.notFoundText}</p>`);
}

function page({c, locale, words}: View, title: string, body: Html, returnUrl?: string): Response | Promise<Response> {
  // A browser applies form-action to where the post is redirected to as well.
  const back = returnUrl === undefined ? '' : ` ${new URL(returnUrl).origin}`;
  c.header('content-security-policy', `default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'${back}; base-uri 'none'; frame-ancestors 'none'`);
  c.header('referrer-policy', 'same-origin');
  c.header('x-content-type-options', 'nosniff');
  c.header('cache-control', 'no-store');
  return c.html(html`<!doctype html>
<html lang="${locale}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>${title} · ${words.wallet}</title>
  <link rel="stylesheet" href="/wallet.css">
  <script src="/wallet.js" type="module"></script>
</head>
<body>
  <header class="mode">${words.noMoney}</header>
  <main class="frame">
    <p class="name">${words.wallet}</p>
    <div class="card">${body}</div>
    <nav aria-label="${words.languages}"><ul class="languages">${languages(c, locale)}</ul></nav>
  </main>
</body>
</html>`);
}

function languages(c: Context, locale: WalletLocale): Html[] {
  const step = c.req.query('step');
  return (Object.keys(walletLanguages) as WalletLocale[]).map(lang => {
    const query = new URLSearchParams({...(step ? {step} : {}), lang}).toString();
    return html`<li><a href="?${query}" lang="${lang}" hreflang="${lang}" ${lang === locale ? html`aria-current="true"` : ''}>${walletLanguages[lang]}</a></li>`;
  });
}
