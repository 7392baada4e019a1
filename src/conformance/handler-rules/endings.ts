import type {HandlerRule, HandlerTrial} from '../handler-trial.ts';
import {handlerRule, waiting} from '../handler-trial.ts';
import {canStillPay, instrumentFor} from '../purchase.ts';
import {doesNotApply} from '../verdict.ts';

/** Declined, cancelled, expired: and money that comes all the same. */
export const endingRules: readonly HandlerRule[] = [
  handlerRule({
    id: 'declined-then-retry',
    title: 'lets the buyer pay again after the service declined',
    why: 'One card in ten is declined. A checkout that is dead then, or still waits for the first trade, loses the sale; one that pays both takes it twice.',
  }, judgeDeclined),
  handlerRule({
    id: 'cancelled-at-the-service',
    title: 'lets the buyer pay again after cancelling at the service',
    why: 'Buyers turn back to choose another way to pay. The shop must know that the first one is dead before it offers a second.',
  }, judgeCancelledThere),
  handlerRule({
    id: 'cancelled-checkout',
    title: 'closes the trade when the checkout is canceled',
    why: 'A trade that stays open can be paid after the shop has let go of the goods.',
  }, (trial) => judgeCancelled(trial)),
  handlerRule({
    id: 'cancel-trouble',
    title: 'says "canceled" only when the trade is closed, though the service fails meanwhile',
    why: 'A close without an answer may have come too late. The shop that sells the goods again then has sold them twice.',
  }, async (trial) => {
    for (const fault of ['answer-lost', 'down', 'unknown-code'] as const) await judgeCancelled(trial, fault);
  }),
  handlerRule({
    id: 'cancel-race',
    title: 'is paid or canceled, never both, when buyer and wallet act at the same time',
    why: 'Both happen within the same second every day. Money without an order, or an order without money, is a complaint each.',
  }, judgeRace),
  handlerRule({
    id: 'late-money',
    title: 'neither loses nor refuses money that comes after the end',
    why: 'Some wallets take money for trades that were closed. It is an order or it goes back; kept without either it is theft.',
  }, judgeLateMoney),
  handlerRule({
    id: 'expired',
    title: 'closes the trade when its time is over',
    why: 'The goods are offered to others then. Whoever can still pay buys what is gone.',
  }, judgeExpired),
];

async function judgeDeclined(trial: HandlerTrial): Promise<void> {
  const {world, fault} = trial;
  const purchase = await trial.open();
  const first = await purchase.complete(world.declined ? {instrument: await instrumentFor(world, world.declined())} : {});
  if (!world.declined && first.checkout?.status === 'completed') doesNotApply('its payments end at once, and the world has no instrument that is declined');
  if (!world.declined) await purchase.buyer('decline');
  const open = await purchase.becomes('ready_for_complete');
  if ((await purchase.books()).some(({paid}) => paid)) doesNotApply('its service has no decline');
  if (!open) {
    // Many wallets let the buyer try another card within the same trade.
    await purchase.buyer('approve').catch(() => undefined);
  } else {
    const again = await purchase.complete();
    if (again.checkout?.status !== 'completed') await purchase.buyer('approve');
  }
  if (!(await purchase.becomes('completed'))) fault(`the second try ended as ${purchase.told.join(' → ')}`);
  await trial.ended('declined, then tried again', purchase);
}

async function judgeCancelledThere(trial: HandlerTrial): Promise<void> {
  const {fault} = trial;
  const purchase = await waiting(trial);
  await purchase.buyer('cancel');
  const open = await purchase.becomes('ready_for_complete');
  const stillOpen = (await purchase.books()).some(({status}) => status === 'open') || !(await purchase.books()).length;
  if (!open && !stillOpen) fault(`cancelled at the service, and the checkout stood as ${purchase.told.join(' → ')}`);
  if (open) await purchase.complete();
  await purchase.buyer('approve');
  if (!(await purchase.becomes('completed'))) fault(`the second try ended as ${purchase.told.join(' → ')}`);
  await trial.ended('cancelled at the service, then paid', purchase);
}

async function judgeCancelled(trial: HandlerTrial, trouble?: 'answer-lost' | 'down' | 'unknown-code'): Promise<void> {
  const {world, fault} = trial;
  const purchase = await waiting(trial);
  if (trouble) await world.service.trouble(trouble, 1, 'close');
  const {checkout} = await purchase.cancel();
  if (checkout?.status === 'canceled' && (await canStillPay(world, purchase))) fault(`canceled${trouble ? ` (close: ${trouble})` : ''}, and the buyer could pay all the same`);
  // Some trades cannot be closed before their time is over: the server must say so until then.
  for (const wait of [70_000, 70_000, 70_000, (world.expiry ?? 0) / 4, (world.expiry ?? 0) / 4]) {
    if ((await purchase.look()).status === 'canceled') break;
    await trial.later(wait);
    await purchase.cancel();
  }
  const {status} = await purchase.look();
  if (status !== 'canceled') fault(`a canceled checkout stands as ${status}${trouble ? ` after close: ${trouble}` : ''}`);
  await trial.ended(trouble ? `cancel, close: ${trouble}` : 'canceled', purchase);
}

async function judgeRace(trial: HandlerTrial): Promise<void> {
  for (const first of ['buyer', 'shop'] as const) {
    const purchase = await waiting(trial);
    const trade = await purchase.trade();
    const pays = (): Promise<unknown> => purchase.buyer('approve').catch(() => undefined);
    const cancels = (): Promise<unknown> => purchase.cancel();
    await Promise.all(first === 'buyer' ? [pays(), cancels()] : [cancels(), pays()]);
    await trial.world.service.notify(trade, {times: 2}).catch(() => undefined);
    if (!(await purchase.becomes('completed', 'canceled', 'ready_for_complete'))) trial.fault(`the race ended as ${purchase.told.join(' → ')}`);
    await trial.later(70_000);
    await trial.ended(`paid and canceled at once, ${first} first`, purchase);
  }
}

async function judgeLateMoney(trial: HandlerTrial): Promise<void> {
  const purchase = await waiting(trial);
  const trade = await purchase.trade();
  await purchase.cancel();
  await purchase.buyer('approve').catch(() => undefined);
  await trial.world.service.notify(trade).catch(() => undefined);
  for (let round = 0; round < 4; round++) await trial.later(70_000);
  await trial.ended('paid after the cancel', purchase);
}

async function judgeExpired(trial: HandlerTrial): Promise<void> {
  const {world, fault} = trial;
  if (!world.expiry || !world.later) doesNotApply('the world cannot skip time');
  const purchase = await waiting(trial);
  for (let part = 0; part < 4; part++) await trial.later(world.expiry / 4 + 1000);
  const {status} = await purchase.look();
  if (status === 'completed') fault('nobody paid, and the order exists');
  if ((await purchase.books()).some((one) => one.status === 'open')) fault('the time is over, and the buyer can still pay');
  await purchase.buyer('approve').catch(() => undefined);
  for (let round = 0; round < 3; round++) await trial.later(70_000);
  await trial.ended('expired, then the buyer tries to pay', purchase);
}
