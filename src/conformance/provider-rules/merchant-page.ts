import {buys, goesOn, rests} from '../buyer.ts';
import type {MerchantPage} from '../merchant-page.ts';
import type {MerchantSite} from '../merchant-site.ts';
import type {Sale} from '../sale.ts';
import type {ProviderRule, Trial} from '../trial.ts';
import {leftOpen, paymentRule} from '../trial.ts';
import {doesNotApply} from '../verdict.ts';

/** What a provider owes that leads the buyer to the merchant's own page. */
export const merchantPageRules: readonly ProviderRule[] = [
  paymentRule({
    id: 'page-address',
    title: 'leads to the address that the merchant named, and submits nothing by itself',
    why: 'The address is the only way to this checkout; what is put into it beyond the protocol stands in logs and histories. An instrument beside the page pays the same thing twice.',
  }, (trial) => trial.sale((sale) => judgeAddress(trial, sale))),
  paymentRule({
    id: 'page-entrusted',
    title: 'tells that the buyer may pay on the merchant\'s page before the page can be seen',
    why: 'From then on "nothing is being paid" ends nothing. Who tells it late, or never, lets the tag offer a second way to pay while the buyer is paying.',
  }, async (trial) => {
    await trial.sale((sale) => judgeEntrusted(trial, sale));
    await trial.sale((sale) => judgeWanted(trial, sale), {before: ({merchant}) => void Object.assign(merchant, {wantsBuyer: true, extension: 'none'})});
  }),
  paymentRule({
    id: 'page-missing',
    title: 'says so when the merchant names no page, or one that is not safe',
    why: 'An empty window tells the buyer nothing, and an address that is a script runs in the name of the page.',
  }, async (trial) => {
    for (const address of [undefined, 'javascript:alert(1)']) {
      await trial.sale((sale) => judgeMissing(trial, sale, address), {before: ({merchant}) => void (merchant.pageOf = () => address)});
    }
  }),
  paymentRule({
    id: 'page-again',
    title: 'opens one page a press, and leads the next press to the same checkout',
    why: 'Each checkout can be paid. A second one for the same press, or beside the one that the buyer has left, is paid a second time.',
  }, (trial) => trial.sale((sale) => judgeAgain(trial, sale))),
  paymentRule({
    id: 'page-word',
    title: 'takes nothing that the page says for an end',
    why: 'A page can be wrong, early or forged. Only the merchant, when it is asked, knows whether money moved; and it must be asked as soon as the page tells of it.',
  }, async (trial) => {
    await trial.sale((sale) => judgeClaim(trial, sale));
    await trial.sale((sale) => judgeTold(trial, sale));
    await trial.sale((sale) => judgeError(trial, sale));
    await trial.sale((sale) => judgeChangedThere(trial, sale));
  }),
  paymentRule({
    id: 'page-silent',
    title: 'sells also where the page never says a word',
    why: 'Most checkouts in the world speak no protocol with the page that opened them. The merchant is asked instead.',
  }, async (trial) => {
    await trial.sale((sale) => judgeSilent(trial, sale));
    await trial.sale((sale) => judgeSilent(trial, sale), {before: ({merchant}) => void (merchant.extension = 'none')});
  }),
  paymentRule({
    id: 'page-expired',
    title: 'ends when the merchant says that the checkout\'s time is over',
    why: 'A buyer who is left before a dead page tries again elsewhere, or waits for goods that are gone.',
  }, (trial) => trial.sale((sale) => judgeExpired(trial, sale))),
];

export function siteOf({site}: Sale): MerchantSite {
  return site ?? doesNotApply('the buyer does not pay on the merchant\'s own page');
}

/** The merchant's page in its window, greeted and ready for the buyer. */
export async function onPage(sale: Sale): Promise<MerchantPage> {
  const site = siteOf(sale);
  await buys(sale, 'acting');
  await sale.clock.pass(1000);
  return site.page ?? doesNotApply('the merchant\'s page was never opened');
}

const ours = new Set(['ec_version', 'ec_auth', 'ec_delegate', 'ec_color_scheme', 'ec_origin']);

async function judgeAddress({fault, ended, provider}: Trial, sale: Sale): Promise<void> {
  const {merchant, heard} = sale;
  const {address, checkout} = await onPage(sale);
  const named = new URL(merchant.pageOf(checkout) ?? '');
  const opened = new URL(address);
  if (opened.origin !== named.origin || opened.pathname !== named.pathname || opened.hash !== named.hash) fault(`opened ${address}, where the merchant had named ${named.href}`);
  for (const key of opened.searchParams.keys()) if (!ours.has(key) && !named.searchParams.has(key)) fault(`added "${key}" to the address`);
  if (provider.continues !== 'merchant-page') fault('does not declare continues: \'merchant-page\', so a checkout that wants the buyer there is never begun');
  await goesOn(sale, 'end');
  if (heard.submitted.length) fault(`submitted ${heard.submitted.length} instruments, where the merchant's page takes the payment`);
  await ended('none', sale);
}

async function judgeEntrusted({fault, ended}: Trial, sale: Sale): Promise<void> {
  const {heard, merchant} = sale;
  let before: number | undefined;
  siteOf(sale).onVisit = () => (before ??= heard.entrusted);
  await onPage(sale);
  if (!before) fault(heard.entrusted ? 'called entrust() only after the page could be seen' : 'never called entrust()');
  await sale.clock.pass(20_000);
  if (sale.state !== 'acting') fault(`the buyer was on the page, and the sale stood as ${sale.ends()}`);
  merchant.decide(merchant.open, 'paid');
  await rests(sale);
  if (sale.ended?.state !== 'paid') fault(`the sale ended as ${sale.ends()}`);
  await ended('the buyer takes long', sale);
}

async function judgeWanted({fault, ended}: Trial, sale: Sale): Promise<void> {
  siteOf(sale);
  await buys(sale);
  if (sale.ended?.state !== 'paid') fault(`a merchant whose buyers must always come to its page: the sale ended as ${sale.ends()}`);
  await ended('the merchant wants the buyer on its page', sale);
}

async function judgeMissing(trial: Trial, sale: Sale, address: string | undefined): Promise<void> {
  siteOf(sale);
  await buys(sale);
  const what = address === undefined ? 'the merchant names no page' : 'the merchant names a script as its page';
  if (sale.page.windows.some(({url}) => url === address)) trial.fault(`opened ${address ?? ''}`);
  if (!/^(failed|review)$/.test(sale.state ?? '')) trial.fault(`${what}: the sale ended as ${sale.ends()}`);
  leftOpen(trial, sale, what);
  // What must not be shown may be thrown: it is the merchant's mistake.
  if (address !== undefined) sale.heard.thrown.length = 0;
  await trial.ended(what, sale);
}

async function judgeAgain({fault, ended}: Trial, sale: Sale): Promise<void> {
  const {page, merchant} = sale;
  const {checkout} = await onPage(sale);
  sale.press();
  sale.press();
  await sale.clock.pass(3000);
  if (page.openings.length > 1) fault(`opened ${page.openings.length} windows while the first was open`);
  for (const window of page.openWindows) window.closed = true;
  await sale.clock.pass(10_000);
  if (sale.state === 'review') await sale.confirm();
  await goesOn(sale, 'end');
  if (siteOf(sale).page?.checkout !== checkout || merchant.checkouts.size > 1) fault('led the second press to another checkout, while the first could be paid');
  if (sale.ended?.state !== 'paid') fault(`the second press ended as ${sale.ends()}`);
  await ended('left and pressed again', sale);
}

async function judgeClaim({fault, ended}: Trial, sale: Sale): Promise<void> {
  const {merchant} = sale;
  const page = await onPage(sale);
  if (!page.speaks) return;
  await page.claims();
  await sale.clock.pass(10_000);
  if (sale.ended) fault(`the page said "complete" and nobody had paid: the sale ended as ${sale.ends()}`);
  for (const one of sale.heard.endings) if (one.ending === 'merchant' && one.step.status === 'paid') fault('said "paid" because the page had said "complete"');
  if (sale.state === 'review') await sale.confirm();
  await goesOn(sale, 'acting');
  merchant.decide(merchant.open, 'paid');
  await rests(sale);
  if (sale.ended?.state !== 'paid') fault(`paid after that: the sale ended as ${sale.ends()}`);
  await ended('the page says "complete", and nobody has paid', sale);
}

async function judgeTold({fault, ended}: Trial, sale: Sale): Promise<void> {
  const {merchant, clock} = sale;
  const page = await onPage(sale);
  if (!page.speaks) return;
  // By now the merchant is asked seldom.
  await clock.pass(120_000);
  merchant.decide(merchant.open, 'paid');
  await clock.pass(1500);
  if (sale.ended?.state !== 'paid') fault('the page said "complete", and a second later the merchant had not been asked');
  await ended('paid after two minutes', sale);
}

async function judgeError({fault, ended}: Trial, sale: Sale): Promise<void> {
  const {merchant} = sale;
  const page = await onPage(sale);
  if (!page.speaks) return;
  await page.tells('error');
  await sale.clock.pass(10_000);
  if (sale.ended) fault(`the page said "error" while it could still be paid: the sale ended as ${sale.ends()}`);
  if (sale.heard.endings.some(({ending}) => ending === 'failed')) fault('said that it failed because the page had said "error", while the checkout could be paid');
  if (sale.state === 'review') await sale.confirm();
  await goesOn(sale, 'acting');
  merchant.decide(merchant.open, 'paid');
  await rests(sale);
  if (sale.ended?.state !== 'paid') fault(`paid after that: the sale ended as ${sale.ends()}`);
  await ended('the page says "error"', sale);
}

/** A coupon, a delivery: the page shows it, and the buyer pays what it shows. */
async function judgeChangedThere({fault, ended}: Trial, sale: Sale): Promise<void> {
  const {merchant} = sale;
  const page = await onPage(sale);
  merchant.reprice(page.checkout, merchant.price.amount + 900);
  for (const what of ['line_items.change', 'totals.change', 'payment.change'] as const) await page.tells(what);
  await sale.clock.pass(5000);
  if (sale.state !== 'acting') fault(`the total changed on the page, and the sale stood as ${sale.ends()}`);
  await goesOn(sale, 'end');
  if (sale.ended?.state !== 'paid') fault(`the total changed on the page: the sale ended as ${sale.ends()}`);
  await ended('the total changes on the page', sale);
}

async function judgeSilent({fault, ended}: Trial, sale: Sale): Promise<void> {
  siteOf(sale).manner = 'silent';
  await onPage(sale);
  await sale.clock.pass(30_000);
  await goesOn(sale, 'end');
  const what = `the page says nothing${sale.merchant.extension === 'none' ? ', nor does the merchant beyond the protocol' : ''}`;
  if (sale.ended?.state !== 'paid') fault(`${what}: the sale ended as ${sale.ends()}`);
  await ended(what, sale);
}

async function judgeExpired(trial: Trial, sale: Sale): Promise<void> {
  const {merchant} = sale;
  const {checkout} = await onPage(sale);
  merchant.expire(checkout);
  await sale.clock.pass(60_000);
  if (sale.ended?.state !== 'expired') trial.fault(`the checkout had expired, and the sale stood as ${sale.ends()}`);
  leftOpen(trial, sale, 'after the checkout had expired');
  await trial.ended('the checkout expires', sale);
}
