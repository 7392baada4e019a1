import {buys, goesOn, rests} from '../buyer.ts';
import type {Sale} from '../sale.ts';
import type {ProviderRule, Trial} from '../trial.ts';
import {leftOpen, paymentRule, providerRule} from '../trial.ts';
import {doesNotApply} from '../verdict.ts';

const lateOpenings = ({page}: Sale): string[] => page.openings.filter(({inGesture}) => !inGesture).map(({what}) => what);

/** Windows, sheets and the press. */
export const gestureRules: readonly ProviderRule[] = [
  providerRule({
    id: 'gesture',
    title: 'opens what needs a gesture in the tick of the press',
    why: 'Browsers block a window or sheet that comes later, above all while the merchant is slow. The buyer presses and nothing happens.',
  }, async (trial) => {
    for (const slow of [false, true]) await trial.sale((sale) => judgeGesture(trial, sale, slow));
  }),
  paymentRule({
    id: 'blocked-window',
    title: 'survives a browser that refuses its window',
    why: 'Blockers and in-app browsers refuse windows. The payment must go on by a link, or end before anything was submitted; else the buyer is stuck with an open trade.',
  }, (trial) => trial.sale((sale) => judgeBlocked(trial, sale), {before: ({page}) => void (page.refusesWindows = true)})),
  paymentRule({
    id: 'closed-window',
    title: 'takes a closed window for no answer at all',
    why: 'Buyers pay in the wallet and then close the window. Who calls that cancelled sells the same thing twice, or sends a paid buyer away.',
  }, async (trial) => {
    await trial.sale((sale) => judgeClosed(trial, sale, 'window closed, nobody pays'));
    await trial.sale((sale) => judgeClosed(trial, sale, 'window closed, pays later'));
    await trial.sale((sale) => judgeClosed(trial, sale, 'paid, then window closed'));
  }),
  providerRule({
    id: 'handed-off',
    title: 'says that the buyer was handed over, whatever becomes of the window',
    why: 'Nobody here knows how somebody else\'s checkout ends. A tag that says "paid" or "failed" then has guessed; one that never says anything is a button that is dead until the page is loaded anew.',
  }, async (trial) => {
    if (!trial.world.handsOff) doesNotApply('it stays with the payment until its end');
    await trial.sale((sale) => judgeHandedOff(trial, sale, 'the window is closed at once'));
    await trial.sale((sale) => judgeHandedOff(trial, sale, 'its page says "complete", and nobody confirms it'));
  }),
  paymentRule({
    id: 'dismissed-sheet',
    title: 'ends quietly when the buyer dismisses it',
    why: 'A sheet that was dismissed has charged nothing. An instrument that is submitted all the same charges a buyer who said no.',
  }, async (trial) => {
    await trial.sale((sale) => judgeDismissed(trial, sale));
    await trial.sale((sale) => judgeDismissedLater(trial, sale));
  }),
  paymentRule({
    id: 'refused-press',
    title: 'does nothing when its press began no payment',
    why: 'The page may refuse a payment, or one is already under way. A sheet that opens even so is a second payment of the same thing.',
  }, (trial) => trial.sale((sale) => judgeRefusedPress(trial, sale))),
];

async function judgeGesture({fault, ended, world}: Trial, sale: Sale, slow: boolean): Promise<void> {
  await sale.ready();
  if (slow) sale.merchant.meet('create', 'slow');
  sale.press();
  await goesOn(sale, 'end');
  for (const what of lateOpenings(sale)) fault(`${what} was opened after the tick of the press${slow ? ', when the checkout was slow' : ''}`);
  const wanted = world.handsOff ? 'handed-off' : 'paid';
  if (sale.ended?.state !== wanted) fault(`a plain sale${slow ? ' with a slow checkout' : ''} ended as ${sale.ends()}`);
  await ended(slow ? 'slow checkout' : 'none', sale);
}

async function judgeBlocked({fault, ended}: Trial, sale: Sale): Promise<void> {
  await sale.ready();
  sale.press();
  await goesOn(sale, 'end');
  if (!sale.page.openings.some(({what}) => what === 'window')) doesNotApply('it opens no window');
  if (sale.ended?.state !== 'paid' && sale.merchant.trades.length) fault(`the trade was opened, and the sale ended as ${sale.ends()}`);
  if (sale.ended?.state === 'cancelled') fault('called it cancelled, and nobody had cancelled');
  await ended('window blocked', sale);
}

/** The merchant's page was left: its checkout can still be paid there, so nothing is over before the merchant says so. */
async function judgeLeft({fault, ended}: Pick<Trial, 'fault' | 'ended'>, sale: Sale, what: string): Promise<void> {
  const {merchant} = sale;
  if (what !== 'paid, then window closed' && sale.ended) fault(`the window was closed and the checkout could be paid, and the sale ended as ${sale.ended.state}`);
  if (what === 'window closed, nobody pays' && sale.state === 'acting') fault('the page was left, and the buyer is not asked whether to go on');
  if (what === 'window closed, pays later') merchant.decide(merchant.open, 'paid');
  await rests(sale, 20_000);
  if (!sale.ended && sale.state === 'review') await sale.confirm();
  await goesOn(sale, 'end');
  if (sale.ended?.state !== 'paid') fault(`${what}: the sale ended as ${sale.ends()}`);
  if (merchant.paid.length > 1) fault(`was paid ${merchant.paid.length} times`);
  await ended(what, sale);
}

async function judgeClosed({fault, ended}: Trial, sale: Sale, what: string): Promise<void> {
  const {merchant, page, clock} = sale;
  merchant.cannotClose = what === 'window closed, pays later';
  if (!(await buys(sale, 'acting')) || !page.openWindows.length) doesNotApply('it opens no window for the wallet');
  await clock.pass(3000);
  if (what === 'paid, then window closed') merchant.decide(merchant.open, 'paid');
  for (const window of page.openWindows) window.closed = true;
  await clock.pass(20_000);
  if (sale.site) return judgeLeft({fault, ended}, sale, what);
  const early = sale.ended?.state;
  if (merchant.cannotClose && early) fault(`the window was closed and the trade still open, and the sale ended as ${early}`);
  merchant.decide(merchant.open, 'paid');
  await rests(sale);
  const wanted = what === 'window closed, nobody pays' ? 'cancelled' : 'paid';
  if (sale.ended?.state !== wanted) fault(`${what}: the sale ended as ${sale.ends()}`);
  await ended(what, sale);
}

async function judgeHandedOff({fault, ended}: Trial, sale: Sale, what: string): Promise<void> {
  const {page, clock, site} = sale;
  await sale.ready();
  sale.press();
  await clock.pass(3000);
  if (what !== 'the window is closed at once') await (site?.page?.speaks ? site.page.claims() : undefined);
  else for (const window of page.openWindows) window.closed = true;
  await clock.pass(10_000);
  for (const window of page.openWindows) window.closed = true;
  await clock.pass(5000);
  if (sale.ended?.state !== 'handed-off') fault(`${what}: the sale ended as ${sale.ends()}`);
  await ended(what, sale);
}

async function judgeDismissed(trial: Trial, sale: Sale): Promise<void> {
  const {own, merchant, clock} = sale;
  if (!own?.dismiss || !(await buys(sale, 'asked'))) doesNotApply('it has no surface of its own that a buyer can dismiss');
  await own.dismiss();
  await clock.pass(5000);
  if (sale.heard.submitted.length) trial.fault('submitted an instrument after the buyer had dismissed it');
  if (sale.ended?.state !== 'cancelled') trial.fault(`dismissed before paying: the sale ended as ${sale.ends()}`);
  if (merchant.trades.length) trial.fault('a trade was opened for a buyer who said no');
  leftOpen(trial, sale, 'dismissed');
  await trial.ended('dismissed before paying', sale);
}

/** Something of the provider's that comes after the instrument, such as a bank's challenge or the app around the page. */
async function judgeDismissedLater({fault, ended}: Trial, sale: Sale): Promise<void> {
  const {own, merchant, clock} = sale;
  if (!own?.dismiss || !(await buys(sale, 'acting')) || !own.open()) return;
  merchant.cannotClose = true;
  await own.dismiss();
  await clock.pass(15_000);
  if (sale.ended) fault(`dismissed while the trade was open: the sale ended as ${sale.ends()}`);
  merchant.decide(merchant.open, 'paid');
  await rests(sale);
  if (sale.ended?.state !== 'paid') fault(`dismissed, and paid later: the sale ended as ${sale.ends()}`);
  await ended('dismissed, pays later', sale);
}

async function judgeRefusedPress({fault, provider}: Trial, sale: Sale): Promise<void> {
  const {own, page, heard, clock} = sale;
  if (provider.surface !== 'own-button') doesNotApply('our button is pressed, not its own');
  await sale.ready();
  sale.mayPress = false;
  sale.press();
  await clock.pass(2000);
  if (own?.open() || page.openWindows.length) fault('opened its surface although no payment began');
  if (heard.starts || heard.submitted.length) fault('went on although no payment began');
}
