import {buys, rests} from '../buyer.ts';
import type {Sale} from '../sale.ts';
import {ScriptedPage} from '../scripted-page.ts';
import type {ProviderRule, Trial} from '../trial.ts';
import {paymentRule} from '../trial.ts';
import {doesNotApply} from '../verdict.ts';

/** Pages that come back, and payments beside each other. */
export const comingBackRules: readonly ProviderRule[] = [
  paymentRule({
    id: 'lost-return',
    title: 'finds its payment again after a reload, and opens nothing then',
    why: 'Phones throw pages away while the buyer is in the wallet. A payment that is forgotten is paid a second time; a window without a gesture is blocked.',
  }, async (trial) => {
    await trial.sale((sale) => judgeReload(trial, sale));
    await trial.sale((sale) => judgeOtherBrowser(trial, sale));
    await trial.sale((sale) => judgeLyingAddress(trial, sale));
  }),
  paymentRule({
    id: 'two-at-once',
    title: 'keeps two payments apart',
    why: 'A page sells more than one thing. A provider that remembers "the" payment mixes them up: one is paid twice, the other never.',
  }, (trial) => trial.sale((sale) => judgeTwo(trial, sale))),
];

async function judgeReload({fault, ended}: Trial, sale: Sale): Promise<void> {
  const {page, clock, merchant, heard} = sale;
  if (!(await buys(sale, 'acting')) || !merchant.open) {
    // It is paid at once: the page is thrown away while the answer is on its way.
    doesNotApply('its payments end before a page can be lost');
  }
  const submitted = heard.submitted.length;
  const openings = page.openings.length;
  page.die();
  const later = new ScriptedPage(clock, page.browser, page.address);
  const story = sale.takeUp(later);
  if (!story) return fault('the payment was not found again');
  await clock.pass(3000);
  if (later.openings.length || page.openings.length > openings) fault('opened a window or sheet without a gesture after the reload');
  merchant.decide(merchant.open, 'paid');
  await clock.pass(60_000);
  // Nothing stood with the merchant yet, so the buyer was asked to press again.
  if (sale.site && story.attempt.state === 'review') later.inGesture(() => story.confirm());
  await clock.pass(10_000);
  if (story.attempt.state !== 'paid') fault(`after the reload the sale stood as ${story.attempt.state}`);
  if (heard.submitted.length > submitted) fault('submitted again after the reload');
  page.shown.push(...later.shown);
  sale.story = story;
  await ended('page reloaded', sale);
  later.die();
}

async function judgeOtherBrowser({fault, ended}: Trial, sale: Sale): Promise<void> {
  const {clock, merchant, heard, page} = sale;
  if (sale.site || !(await buys(sale, 'acting')) || !merchant.open) return;
  const [back = ''] = merchant.returnUrls;
  const submitted = heard.submitted.length;
  merchant.decide(merchant.open, 'paid');
  page.die();
  const visit = new ScriptedPage(clock, undefined, back);
  const story = sale.takeUp(visit);
  await clock.pass(30_000);
  if (story?.attempt.state !== 'paid') fault(`in the browser that the wallet came back to, the sale stood as ${story?.attempt.state ?? 'nothing'}`);
  if (heard.submitted.length > submitted) fault('submitted again in the browser that the wallet came back to');
  if (visit.openings.length) fault('opened something in the browser that the wallet came back to');
  page.shown.push(...visit.shown);
  if (story) sale.story = story;
  await ended('back in another browser', sale);
  visit.die();
}

/** What services write into the address that the buyer comes back to, which anybody can write as well. */
const lies = '?status=success&result=success&redirect_status=succeeded&trade_status=TRADE_SUCCESS&payment=paid&paid=true&success=true&code=10000';

async function judgeLyingAddress({fault}: Trial, sale: Sale): Promise<void> {
  const {page, clock, merchant, heard} = sale;
  if (typeof document !== 'object' || !(await buys(sale, 'acting')) || !merchant.open) return;
  page.die();
  history.replaceState(history.state, '', lies);
  const later = new ScriptedPage(clock, page.browser, `${page.address}${lies}`);
  const story = sale.takeUp(later);
  await clock.pass(15_000);
  const claims = heard.endings.some((one) => one.ending === 'merchant' && one.step.status === 'paid');
  if (claims || story?.attempt.state === 'paid') fault('believed the address of the page, which said "paid"');
  merchant.decide(merchant.open, 'declined');
  await clock.pass(60_000);
  if (story?.attempt.state === 'paid') fault('the merchant had declined, and the address of the page was believed');
  later.die();
}

async function judgeTwo({fault, ended, provider}: Trial, sale: Sale): Promise<void> {
  const {merchant, heard, page} = sale;
  if (sale.own || provider.surface !== 'press') doesNotApply('its own surface shows one payment at a time');
  await sale.ready();
  const stories = page.inGesture(() => ['tea', 'cup'].map((id) => {
    sale.request = {items: [{id, quantity: 1}]};
    return sale.pay();
  }));
  await sale.clock.pass(3000);
  for (const story of stories) if (story.attempt.action?.type === 'sheet') story.choose(story.attempt.action.choices[0]?.id ?? '');
  await sale.clock.pass(3000);
  for (const trade of [...merchant.trades]) merchant.decide(trade, 'paid');
  await rests(sale);
  for (const story of stories) if (story.attempt.state !== 'paid') fault(`of two payments at once, one stood as ${story.attempt.state}`);
  if (new Set(heard.submitted.map(({id}) => id)).size < heard.submitted.length) fault('gave two payments the same instrument id');
  if (merchant.checkouts.size !== 2 || merchant.paid.length !== 2) fault(`two payments led to ${merchant.paid.length} charges on ${merchant.checkouts.size} checkouts`);
  await ended('two payments at once', sale);
}
