import {parseItems, permalinkItems} from '../../src/commerce/item.ts';
import {configure} from '../../src/page/configure.ts';
import {walletWords} from '../../src/server/sandbox-wallet/words.ts';
import {lantern} from '../providers/lantern/provider.ts';
import {showGlances} from './glances.ts';
import {currentLanguage, say} from './site.ts';
import type {WalletNote} from './wallets.ts';
import {neverLive, wallets} from './wallets.ts';

const events = ['payment-start', 'payment-pending', 'payment-complete', 'payment-cancel', 'payment-error', 'payment-handoff'];
const $ = <T extends Element>(selector: string) => document.querySelector(selector) as T;
const form = $<HTMLFormElement>('#controls');
const stage = $<HTMLElement>('#stage');
const log = $<HTMLOListElement>('#log');
const main = $<HTMLElement>('main');

type Choices = Readonly<Record<string, string>>;
type Surface = 'popup' | 'redirect' | 'qr' | 'sheet';

function choices(): Choices {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : '']));
}

/** The choices stand in the address: they can be passed on, and a wallet that takes over the page comes back to the same tag. */
function readAddress(): void {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement && field.type === 'checkbox') field.checked = value === 'on';
    else if (field instanceof RadioNodeList || field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value;
  }
}

function writeAddress(): void {
  const plain = new Map([['item', 'GRILLE-PDF'], ['quantity', '1'], ['max-quantity', '1'], ['surface', firstSurface()], ['ending', 'approve'], ['dir', 'ltr']]);
  const changed = Object.entries(choices()).filter(([name, value]) => value !== (plain.get(name) ?? ''));
  const query = new URLSearchParams(changed).toString();
  history.replaceState(history.state, '', `${location.pathname}${query ? `?${query}` : ''}${location.hash}`);
}

const firstSurface = (): string => (main.dataset['kind'] === 'static' ? 'sheet' : 'popup');

/** Forgets what this browser remembers of payments here, and every choice. */
function startOver(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith('hangtag.')) localStorage.removeItem(key);
  location.replace(location.pathname);
}

/** The attributes that make the chosen tag, in the order in which people write them. */
function attributes(chosen: Choices): [name: string, value: string][] {
  const made: [string, string][] = [];
  if (main.dataset['kind'] === 'server') made.push(['merchant', merchant(chosen)]);
  const item = itemOf(chosen);
  if (item !== undefined) made.push(['item', item]);
  if (main.dataset['kind'] === 'static') made.push(...offer(chosen['item'] ?? ''));
  if (chosen['coupon']) made.push(['coupon', chosen['coupon']]);
  if (chosen['max-quantity'] !== '1') made.push(['max-quantity', chosen['max-quantity'] ?? '']);
  // A provider of somebody's own is given as an object.
  if (chosen['providers'] && chosen['providers'] !== lantern.id) made.push(['providers', chosen['providers']]);
  if (chosen['locale']) made.push(['locale', chosen['locale']]);
  if (chosen['disabled']) made.push(['disabled', '']);
  return made;
}

/** The simulated services' shop, once a provider of theirs was chosen. */
let serviceShop: {readonly merchant: string} | undefined;

const walletOf = ({providers}: Choices): WalletNote | undefined => wallets.find(({id}) => id === providers);

/** Their stand-ins for the vendors' scripts are loaded only now, as on a shop's page the scripts would be. */
async function openServices(): Promise<void> {
  const address = (file: string): string => new URL(`services/${file}`, document.baseURI).href;
  const {installWalletSheets, services} = await import('./wallet-sheets.ts');
  await Promise.all([import(address('stripe.js')), import(address('paypal.js'))]);
  installWalletSheets();
  serviceShop = await services;
}

function showNote(wallet: WalletNote | undefined): void {
  const note = $<HTMLElement>('#wallet-note');
  note.hidden = !wallet;
  if (!wallet) return;
  const language = currentLanguage();
  const warning = document.createElement('b');
  warning.textContent = neverLive[language];
  note.replaceChildren(wallet.played[language], warning);
}

function merchant(chosen: Choices): string {
  const {mistake} = chosen;
  if (mistake === 'merchant') return 'half catty';
  if (mistake === 'elsewhere') return 'https://nobody.invalid';
  if (walletOf(chosen) && serviceShop) return serviceShop.merchant;
  return main.dataset['origin'] ?? location.origin;
}

function itemOf(chosen: Choices): string | undefined {
  const {mistake, quantity = '1'} = chosen;
  const item = walletOf(chosen)?.item ?? chosen['item'] ?? '';
  if (mistake === 'unknown') return 'NOT-FOR-SALE';
  if (mistake === 'grammar') return 'TRAM-A6-GRN:many';
  if (mistake === 'empty') return undefined;
  return quantity === '1' || item.includes(',') ? item : `${item}:${quantity}`;
}

function nameItems(): void {
  const at = ['en', 'zh-Hant', 'zh-Hans'].indexOf(currentLanguage());
  for (const option of form.querySelectorAll<HTMLOptionElement>('[data-names]')) {
    const names = JSON.parse(option.dataset['names'] ?? '[]') as readonly string[];
    option.textContent = names[at] ?? option.value;
  }
}

/** Where no merchant's server says what an item costs, the tag does. */
function offer(item: string): [string, string][] {
  const option = form.querySelector<HTMLOptionElement>(`option[value="${CSS.escape(item)}"]`);
  const price = option?.dataset['price'];
  return price ? [['price', price], ['currency', 'HKD'], ['label', option.textContent.split(' · ')[0] ?? '']] : [];
}

/** In the page only where the chosen wallet can. */
function offerSurfaces(): void {
  if (main.dataset['kind'] === 'static') return;
  const [sheet, popup] = ['sheet', 'popup'].map((surface) => $<HTMLInputElement>(`[name="surface"][value="${surface}"]`));
  if (!sheet || !popup) return;
  sheet.disabled = !walletOf(choices())?.inPage;
  if (sheet.disabled && sheet.checked) popup.checked = true;
}

function rebuild(): void {
  offerSurfaces();
  const chosen = choices();
  showNote(walletOf(chosen));
  if (walletOf(chosen) && !serviceShop) {
    stage.replaceChildren(say('play.wallets.opening', 'Opening the simulated services…'));
    openServices().then(rebuild, (error: unknown) => stage.replaceChildren(String(error)));
    return;
  }
  const display = (chosen['surface'] ?? 'popup') as Surface;
  configure({display});
  const tag = document.createElement('pay-button');
  for (const [name, value] of attributes(chosen)) tag.setAttribute(name, value);
  if (chosen['providers'] === lantern.id) Object.assign(tag, {providers: [lantern]});
  const fallback = document.createElement('a');
  fallback.href = linkTo(chosen);
  fallback.textContent = say('play.fallback', 'Buy it in the shop');
  tag.append(fallback);
  stage.replaceChildren(tag);
  for (const name of ['scheme', 'width'] as const) {
    if (chosen[name]) stage.dataset[name] = chosen[name];
    else delete stage.dataset[name];
  }
  stage.dir = chosen['dir'] ?? 'ltr';
  showMarkup(attributes(chosen), display);
  showRecipe();
}

/** What to paste into a page, whole: the script, the tag, and a link that sells the same where no script runs. */
function showMarkup(made: readonly [string, string][], display: Surface): void {
  const tag = (name: string) => styled('code-tag', name);
  const attribute = (name: string, value: string) => [' ', styled('code-name', name), value === '' ? '' : `="${value}"`];
  const code: (string | Node)[] = ['<', tag('script'), ...attribute('type', 'module'), ...attribute('src', new URL('dist/hangtag.js', document.baseURI).href), '></', tag('script'), '>\n'];
  code.push('<', tag('pay-button'), ...made.flatMap(([name, value]) => attribute(name, value)), '>');
  code.push('<', tag('a'), ...attribute('href', linkTo(choices())), `>${say('play.fallback', 'Buy it in the shop')}</`, tag('a'), '></', tag('pay-button'), '>');
  $('#markup code').replaceChildren(...code);
  const script = [
    ...(choices()['providers'] === lantern.id ? [`import {lantern} from './lantern/provider.js';`, `document.querySelector('pay-button').providers = [lantern];`] : []),
    ...(display === 'popup' ? [] : [`import {configure} from 'hangtag/configure';`, `configure({display: '${display}'});`]),
  ];
  $('#script-code code').replaceChildren(script.join('\n'));
  $<HTMLElement>('#script-part').hidden = script.length === 0;
}

/** The merchant's own checkout of the same things; on static files, the shop's page. */
function linkTo(chosen: Choices): string {
  const item = itemOf(chosen);
  try {
    if (main.dataset['kind'] === 'server' && item !== undefined) return new URL(`/buy/${permalinkItems(parseItems(item))}${chosen['coupon'] ? `?discounts/codes/0=${chosen['coupon']}` : ''}`, merchant(chosen)).href;
  } catch {
    // A mistake that was chosen: there is nothing to lead to.
  }
  return new URL('shop.html', document.baseURI).href;
}

function styled(className: string, text: string): Node {
  const span = document.createElement('span');
  span.className = className;
  span.textContent = text;
  return span;
}

/** What to press in the wallet for the wished ending, in the wallet's own words. */
function showRecipe(): void {
  const words = walletWords[currentLanguage()];
  const {ending = 'approve'} = choices();
  // With a server the wallet has pages of its own, whatever is asked for.
  const inPage = main.dataset['kind'] === 'static';
  const steps: Readonly<Record<string, readonly string[]>> = {
    approve: [words.approve],
    decline: [words.decline],
    cancel: [words.cancel],
    leave: [say('play.recipe.close', 'close the window, open it again later'), words.approve],
    lost: [words.rehearse, words.lost, words.approve],
  };
  const chosen = inPage ? [say('play.recipe.sheet', 'choose the ending on the sheet')] : steps[ending] ?? [words.rehearse, words[ending as 'late' | 'twice' | 'before' | 'never'], words.approve];
  $('#recipe').replaceChildren(...chosen.map(text => {
    const step = document.createElement('li');
    step.textContent = text;
    return step;
  }));
}

function write(event: Event): void {
  const line = document.createElement('li');
  line.dataset['type'] = event.type;
  const time = document.createElement('time');
  time.textContent = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3}).format(new Date());
  const type = document.createElement('b');
  type.textContent = event.type;
  line.append(time, type, styled('', JSON.stringify(ownFields(event))));
  log.prepend(line);
}

/** What the event class adds to `Event`. */
function ownFields(event: Event): Record<string, unknown> {
  return Object.fromEntries(Object.entries(event).filter(([name, value]) => name !== 'isTrusted' && typeof value !== 'function'));
}

/** Without a merchant's server the sandbox is a sheet in the page, and a merchant cannot be named wrongly. */
function leaveOutWhatNeedsAServer(): void {
  for (const choice of form.querySelectorAll<HTMLInputElement>('[name="surface"]')) {
    choice.disabled = choice.value !== 'sheet';
    choice.checked = choice.value === 'sheet';
    choice.defaultChecked = choice.checked;
  }
  $('#wallets').remove();
  // Nobody is there who could reckon.
  form.querySelector('[name="coupon"]')?.closest('label')?.remove();
  for (const mistake of form.querySelectorAll('[value="unknown"], [value="merchant"], [value="elsewhere"]')) mistake.remove();
}

for (const type of events) document.addEventListener(type, write);
form.addEventListener('input', event => {
  // Which ending is wished changes what to press, not the tag.
  if ((event.target as HTMLSelectElement).name === 'ending') showRecipe();
  else rebuild();
  writeAddress();
});
form.addEventListener('submit', event => event.preventDefault());
form.addEventListener('reset', event => { event.preventDefault(); startOver(); });
document.addEventListener('language-change', () => {
  nameItems();
  showRecipe();
  showNote(walletOf(choices()));
});
$('#wallets').append(...wallets.map(({id, name}) => new Option(name, id)));
if (main.dataset['kind'] === 'static') leaveOutWhatNeedsAServer();
readAddress();
nameItems();
showGlances(main.dataset['kind'] === 'static' ? offer : undefined);
$('#clear').addEventListener('click', () => log.replaceChildren());
rebuild();
