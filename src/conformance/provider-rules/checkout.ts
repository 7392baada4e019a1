import type {Money} from '../../commerce/money.ts';
import {sameMoney} from '../../commerce/money.ts';
import {buys, goesOn} from '../buyer.ts';
import type {Sale} from '../sale.ts';
import {totalOf} from '../sale.ts';
import type {ProviderRule, Trial} from '../trial.ts';
import {instrumentRule, leftOpen, paymentRule} from '../trial.ts';
import {doesNotApply} from '../verdict.ts';

const more = (world: Trial['world']): Money => ({...totalOf(world), amount: totalOf(world).amount + 500});
const written = ({amount, currency}: Money): string => `${amount} ${currency} (minor units)`;

/** What comes of the merchant's checkout: its total, and its absence. */
export const checkoutRules: readonly ProviderRule[] = [
  paymentRule({
    id: 'lost-checkout',
    title: 'charges nothing when the merchant gives no checkout',
    why: 'Without a checkout there is nothing to pay. A window or sheet that stays open invites the buyer to pay into nowhere.',
  }, (trial) => trial.sale((sale) => judgeLost(trial, sale))),
  paymentRule({
    id: 'changed-total',
    title: 'closes what it opened and submits nothing when the total is another one',
    why: 'Nobody may be charged what they have not seen. The buyer looks at the new total first; what was opened for the old one must go.',
  }, (trial) => trial.sale((sale) => judgeChanged(trial, sale), {before: ({merchant, world}) => void (merchant.price = more(world))})),
  instrumentRule({
    id: 'changed-at-the-end',
    title: 'stops when the total changes at the very end',
    why: 'A coupon runs out, a price moves. The merchant refuses then, and the provider must let the buyer look again instead of trying once more.',
  }, (trial) => trial.sale((sale) => judgeChangedAtTheEnd(trial, sale))),
  paymentRule({
    id: 'shown-total',
    title: 'shows and charges exactly the total that the buyer saw',
    why: 'A sheet that shows 128 where the tag showed 1.28, or yen with two decimals, charges a hundred times too much or too little.',
  }, async (trial) => {
    const {world} = trial;
    for (const total of [totalOf(world), ...(world.totals ?? []), ...crooked(world)]) await trial.sale((sale) => judgeShown(trial, sale, total), {total});
  }),
];

/** Amounts that lose a cent where somebody reckons with fractions: 4.35 times 100 is 434.99… */
const crooked = (world: Trial['world']): readonly Money[] => [435, 1999, 110_015].map((amount) => ({amount, currency: totalOf(world).currency}));

async function judgeLost(trial: Trial, sale: Sale): Promise<void> {
  const {merchant, clock, own} = sale;
  await sale.ready();
  merchant.meet('create', 'request-lost', 'request-lost', 'request-lost');
  sale.press();
  await clock.pass(20_000);
  if (own?.open()) await own.approve();
  await clock.pass(10_000);
  if (merchant.submitted.length) trial.fault('submitted an instrument without a checkout');
  if (sale.ended?.state !== 'failed') trial.fault(`the sale ended as ${sale.ends()}`);
  leftOpen(trial, sale, 'without a checkout');
  await trial.ended('lost checkout', sale);
}

async function judgeChanged(trial: Trial, sale: Sale): Promise<void> {
  const {merchant, clock, own} = sale;
  await sale.ready();
  sale.press();
  await clock.pass(3000);
  if (sale.state !== 'review') trial.fault(`the total had changed, and the sale stood as ${sale.ends()}`);
  leftOpen(trial, sale, 'with another total');
  if (own?.open()) await own.approve();
  await clock.pass(3000);
  if (merchant.submitted.length) trial.fault('submitted an instrument for a total that the buyer had not seen');
  if (own?.open()) await own.dismiss?.();
  if (sale.state !== 'review') return;
  await sale.confirm();
  await goesOn(sale, 'end');
  if (sale.ended?.state !== 'paid') trial.fault(`after the buyer had looked, the sale ended as ${sale.ends()}`);
  const [paid] = merchant.paid;
  if (paid && !sameMoney(paid.amount, more(trial.world))) trial.fault(`charged ${written(paid.amount)}`);
  await trial.ended('changed total', sale);
}

async function judgeChangedAtTheEnd(trial: Trial, sale: Sale): Promise<void> {
  const {merchant, clock} = sale;
  await sale.ready();
  sale.press();
  // The checkout is open by then, and nothing has been handed over yet.
  merchant.meet('complete', 'slow');
  await clock.pass(45);
  merchant.price = more(trial.world);
  await goesOn(sale, 'acting');
  if (merchant.trades.length) trial.fault('opened a trade for a total that the buyer had not seen');
  if (sale.heard.submitted.length > 1) trial.fault(`submitted ${sale.heard.submitted.length} times in one press`);
  if (sale.state !== 'review') trial.fault(`the sale stood as ${sale.ends()}`);
  leftOpen(trial, sale, 'refused for its total');
  if (sale.own?.open()) await sale.own.dismiss?.();
  if (sale.state !== 'review') return;
  await sale.confirm();
  await goesOn(sale, 'end');
  if (sale.ended?.state !== 'paid') trial.fault(`after the buyer had looked, the sale ended as ${sale.ends()}`);
  await trial.ended('total changed at the end', sale);
}

async function judgeShown({fault, ended, world}: Trial, sale: Sale, total: Money): Promise<void> {
  const {own, merchant} = sale;
  const {status} = await sale.provider.available(sale.place);
  if (status !== 'available' && total === totalOf(world)) doesNotApply(`it does not take ${total.currency}`);
  if (status !== 'available') return;
  const asks = own?.total && (await buys(sale, 'asked'));
  const shown = asks ? own.total?.() : undefined;
  if (asks && !shown) fault('shows no total');
  if (shown && !sameMoney(shown, total)) fault(`shows ${written(shown)}, where the tag showed ${written(total)}`);
  if (!asks) await buys(sale);
  await goesOn(sale, 'end');
  const [paid] = merchant.paid;
  if (!paid) fault(`a sale of ${written(total)} ended as ${sale.ends()}`);
  else if (!sameMoney(paid.amount, total)) fault(`charged ${written(paid.amount)} instead of ${written(total)}`);
  if (world.totals?.includes(total)) await ended(`${total.amount} ${total.currency}`, sale);
}
