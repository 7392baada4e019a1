import type {HandlerRule, HandlerTrial} from '../handler-trial.ts';
import {handlerRule, sold} from '../handler-trial.ts';
import {differences} from '../purchase.ts';
import {doesNotApply} from '../verdict.ts';

type Refund = NonNullable<NonNullable<HandlerTrial['world']['control']>['refund']>;

/** Money that goes back. */
export const givingBackRules: readonly HandlerRule[] = [
  handlerRule({
    id: 'refund',
    title: 'gives everything back, once',
    why: 'A refund that is lost is money owed to the buyer; one that is made twice is money given away.',
  }, (trial) => judgeRefund(trial, (total) => total)),
  handlerRule({
    id: 'partial-refund',
    title: 'gives a part back, once',
    why: 'One thing of several comes back every day. The rest must stay sold.',
  }, (trial) => judgeRefund(trial, (total) => Math.floor(total / 2))),
  handlerRule({
    id: 'second-refund',
    title: 'gives back a second part beside the first, and never more than was paid',
    why: 'Two things of one order come back on two days. A refund that is known by its order alone is taken for a repeat of the first, and the buyer waits for money that never comes.',
  }, judgeSecond),
  handlerRule({
    id: 'refund-trouble',
    title: 'gives back once, though the answer is lost',
    why: 'A refund is repeated until it is known. Without its own number every repeat gives the money away again.',
  }, async (trial) => {
    for (const fault of ['answer-lost', 'down', 'unknown-code'] as const) await judgeRefund(trial, (total) => total, fault);
  }),
  handlerRule({
    id: 'dashboard-refund',
    title: 'hears of money that somebody gave back in the service\'s dashboard',
    why: 'Staff does that. Books that do not know it refund the same order again, or report sales that were undone.',
  }, judgeDashboard),
  handlerRule({
    id: 'dispute',
    title: 'hears of a dispute, and neither loses nor gives back that money twice',
    why: 'A bank takes the money back by itself. A refund beside it pays the buyer twice.',
  }, judgeDispute),
];

function refundOf({world}: HandlerTrial): Refund {
  const {control} = world;
  if (!control?.refund) doesNotApply('the world has no control to give money back');
  return control.refund.bind(control);
}

async function judgeRefund(trial: HandlerTrial, part: (total: number) => number, trouble?: 'answer-lost' | 'down' | 'unknown-code'): Promise<void> {
  const {world, fault} = trial;
  const refund = refundOf(trial);
  const purchase = await sold(trial);
  const amount = part(purchase.total.amount);
  if (trouble) await world.service.trouble(trouble, 1, 'refund');
  await refund(purchase.order, amount);
  for (let round = 0; round < 4; round++) await trial.later(70_000);
  const given = (await purchase.books()).reduce((sum, {refunded}) => sum + refunded, 0);
  const case_ = `${amount === purchase.total.amount ? 'refund' : 'partial refund'}${trouble ? `: ${trouble}` : ''}`;
  if (given !== amount) fault(`${case_}: ${given} was given back instead of ${amount} (minor units)`);
  const noted = await world.control?.refunded?.(purchase.order);
  if (noted !== undefined && noted !== given) fault(`${case_}: the shop's books say ${noted}, the service's ${given}`);
  await trial.ended(case_, purchase, amount);
}

async function judgeSecond(trial: HandlerTrial): Promise<void> {
  const {fault} = trial;
  const refund = refundOf(trial);
  const purchase = await sold(trial);
  const parts = [Math.floor(purchase.total.amount / 4), Math.floor(purchase.total.amount / 3)] as const;
  const given = async (): Promise<number> => (await purchase.books()).reduce((sum, {refunded}) => sum + refunded, 0);
  for (const part of parts) {
    await refund(purchase.order, part);
    for (let round = 0; round < 3; round++) await trial.later(70_000);
  }
  const wanted = parts[0] + parts[1];
  if ((await given()) !== wanted) fault(`${parts.join(' and ')} were to be given back, and it was ${await given()} (minor units)`);
  // The shop may refuse it here, or the service there.
  await refund(purchase.order, purchase.total.amount).catch(() => undefined);
  for (let round = 0; round < 3; round++) await trial.later(70_000);
  if ((await given()) > purchase.total.amount) fault(`${await given()} was given back of ${purchase.total.amount} (minor units)`);
  for (const difference of await differences(purchase, await given())) fault(`two parts given back: ${difference}`);
}

async function judgeDashboard(trial: HandlerTrial): Promise<void> {
  const {world, fault} = trial;
  const {service, control} = world;
  if (!service.refundInDashboard || !control?.refunded) doesNotApply('the service has no dashboard here, or the shop\'s refunds cannot be read');
  const purchase = await sold(trial);
  const [trade] = await purchase.books();
  const amount = Math.floor(purchase.total.amount / 4);
  await service.refundInDashboard(trade?.tradeNo ?? '', amount);
  await service.notify(trade?.tradeNo ?? '', {times: 2});
  // Where the service tells nothing of it, its list is read, and that may take hours.
  for (const wait of [70_000, 70_000, 4_000_000, 4_000_000]) if ((await control.refunded(purchase.order)) !== amount) await trial.later(wait);
  const noted = await control.refunded(purchase.order);
  if (noted !== amount) fault(`${amount} was given back in the dashboard, and the shop's books say ${noted} (minor units)`);
  await trial.ended('refund in the dashboard', purchase, amount);
}

async function judgeDispute(trial: HandlerTrial): Promise<void> {
  const {service} = trial.world;
  if (!service.dispute) doesNotApply('the service has no disputes here');
  const purchase = await sold(trial);
  const [trade] = await purchase.books();
  await service.dispute(trade?.tradeNo ?? '', 'open');
  await service.notify(trade?.tradeNo ?? '').catch(() => undefined);
  await trial.later(70_000);
  const {status, order} = await purchase.look();
  if (status !== 'completed' || order?.id !== purchase.order) trial.fault(`a dispute made the checkout ${status}`);
  await trial.ended('dispute opened', purchase);
}
