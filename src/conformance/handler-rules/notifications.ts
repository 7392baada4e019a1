import type {HandlerRule, HandlerTrial} from '../handler-trial.ts';
import {handlerRule, sold, waiting} from '../handler-trial.ts';
import {doesNotApply} from '../verdict.ts';

/** What the service tells, and what others pretend that it told. */
export const notificationRules: readonly HandlerRule[] = [
  handlerRule({
    id: 'notified',
    title: 'takes a genuine notification, and the order exists soon after',
    why: 'Who refuses genuine notifications makes the service repeat them for days, and the buyer wait.',
  }, async (trial) => judgeNotified(trial)),
  handlerRule({
    id: 'duplicate-notification',
    title: 'records a notification once, however often it comes',
    why: 'Services deliver at least once, and often twice at the same time. Each extra order ships goods for nothing.',
  }, judgeDuplicates),
  handlerRule({
    id: 'late-notification',
    title: 'changes nothing when a notification comes after the order',
    why: 'Deliveries are repeated for a day. One that reopens or repeats an order does so when nobody looks any more.',
  }, judgeLate),
  handlerRule({
    id: 'early-notification',
    title: 'completes nothing for a notification that comes before the payment',
    why: 'A notification says that there is news, not that there is money. Answers overtake each other on their way.',
  }, judgeEarly),
  handlerRule({
    id: 'notification-before-the-answer',
    title: 'knows a payment of whose trade it has not heard yet',
    why: 'Fast wallets notify before the server has the answer to its own call. A notification that is refused then may never come again.',
  }, judgeBeforeAnswer),
  handlerRule({
    id: 'forged-algorithm',
    title: 'lets no notification choose how it is checked',
    why: 'Where the message says which algorithm signed it, a forger says the weakest: none, a broken one, or the public key used as a secret. What is taken must be fixed beforehand.',
  }, judgeWeaker),
  ...(['signature', 'body', 'amount', 'account'] as const).map((forged) => handlerRule({
    id: `forged-${forged}`,
    title: {
      signature: 'believes no notification that is signed with another key',
      body: 'believes no notification that was changed after signing',
      amount: 'sells nothing for another amount than the total',
      account: 'believes no notification for another merchant\'s account',
    }[forged],
    why: {
      signature: 'Anybody can post to this address. Whoever can say "paid" there shops for nothing.',
      body: 'A captured notification of a cheap order, edited to name an expensive one, is the oldest trick of all.',
      amount: 'A genuine payment of one cent must not buy the whole basket.',
      account: 'A thief can pay their own shop and send its genuine notification here: the signature alone proves nothing.',
    }[forged],
  }, (trial) => judgeForged(trial, forged))),
];

async function judgeWeaker(trial: HandlerTrial): Promise<void> {
  const {world, fault} = trial;
  const {service} = world;
  if (!service.notifyWeaker) doesNotApply('its notifications name no algorithm');
  const purchase = await waiting(trial);
  if (!(await purchase.books()).length) await purchase.buyer('approve').catch(() => undefined);
  const trade = await purchase.trade();
  const answers = await service.notifyWeaker(trade);
  if (answers.some((status) => status >= 200 && status < 300) && (await isBelieved(trial, trade))) fault('a notification whose signature is as weak as it says itself was acknowledged');
  if ((await purchase.books()).some(({status}) => status === 'open')) await purchase.buyer('approve');
  if (!(await purchase.becomes('completed'))) fault(`the genuine payment after it led to ${purchase.told.join(' → ')}`);
}

async function judgeNotified(trial: HandlerTrial): Promise<void> {
  const {world, fault} = trial;
  const purchase = await waiting(trial);
  await purchase.buyer('approve');
  const answers = await world.service.notify(await purchase.trade());
  for (const status of answers) if (status < 200 || status > 299) fault(`a genuine notification was answered ${status}`);
  if (!(await purchase.becomes('completed'))) fault(`the checkout stood as ${purchase.told.join(' → ')}`);
  await trial.ended('notified', purchase);
}

async function judgeDuplicates(trial: HandlerTrial): Promise<void> {
  const purchase = await waiting(trial);
  await purchase.buyer('approve');
  const trade = await purchase.trade();
  await Promise.all([trial.world.service.notify(trade, {times: 3}), trial.world.service.notify(trade, {times: 2}), purchase.look()]);
  if (!(await purchase.becomes('completed'))) trial.fault(`the checkout stood as ${purchase.told.join(' → ')}`);
  const order = (await purchase.look()).order?.id;
  await trial.world.service.notify(trade, {times: 2});
  if ((await purchase.look()).order?.id !== order) trial.fault('the order changed its number when a notification was repeated');
  await trial.ended('notified five times', purchase);
}

async function judgeLate(trial: HandlerTrial): Promise<void> {
  const purchase = await sold(trial);
  const [trade] = await purchase.books();
  await trial.later(90_000);
  if (trade) await trial.world.service.notify(trade.tradeNo, {times: 2});
  const {status, order} = await purchase.look();
  if (status !== 'completed' || order?.id !== purchase.order) trial.fault(`a late notification made the checkout ${status}, order ${order?.id ?? 'gone'}`);
  await trial.ended('notified after the order', purchase);
}

async function judgeEarly(trial: HandlerTrial): Promise<void> {
  const {world, fault} = trial;
  const purchase = await waiting(trial);
  if (!(await purchase.books()).length) doesNotApply('its service learns of a trade only when the buyer comes');
  await world.service.notify(await purchase.trade());
  await trial.later(3000);
  const {status} = await purchase.look();
  if (status === 'completed') fault('a notification about an open trade completed the checkout');
  if (status === 'canceled') fault('a notification about an open trade ended the checkout');
  await purchase.buyer('approve');
  if (!(await purchase.becomes('completed'))) fault(`paid after an early notification, and the checkout stood as ${purchase.told.join(' → ')}`);
  await trial.ended('notified before the payment', purchase);
}

async function judgeBeforeAnswer(trial: HandlerTrial): Promise<void> {
  const {world, fault} = trial;
  const purchase = await trial.open();
  await world.service.trouble('answer-lost', 1, 'create');
  await purchase.complete();
  if (!(await purchase.books()).length) doesNotApply('its service learns of a trade only when the buyer comes');
  if ((await purchase.books()).some(({status}) => status === 'open')) await purchase.buyer('approve');
  await world.service.notify(await purchase.trade(), {times: 2});
  if (!(await purchase.becomes('completed'))) fault(`the buyer had paid, and the checkout stood as ${purchase.told.join(' → ')}`);
  await trial.ended('notified before the answer', purchase);
}

/** The trade is open. A forgery that is believed completes it, or moves it; a service that tells another amount than it took is not to be believed at once. */
async function judgeForged(trial: HandlerTrial, forged: 'signature' | 'body' | 'amount' | 'account'): Promise<void> {
  const {world, fault} = trial;
  const purchase = await waiting(trial);
  if (!(await purchase.books()).length) await purchase.buyer('approve').catch(() => undefined);
  const trade = await purchase.trade();
  const genuine = forged === 'amount';
  const answers = await world.service.notify(trade, {forged});
  if (!genuine && answers.some((status) => status === 200 || status === 204) && (await isBelieved(trial, trade))) fault(`a forged notification (${forged}) was acknowledged`);
  await trial.later(500);
  const {status, extension} = await purchase.look();
  const [books] = await purchase.books();
  if (status === 'completed' && books?.paid !== purchase.total.amount) fault(`a forged notification (${forged}) completed the checkout`);
  if (extension?.payment.closed && books?.status === 'open') fault(`a forged notification (${forged}) ended the payment`);
  if (books?.status === 'open') await purchase.buyer('approve');
  if (!(await purchase.becomes('completed'))) fault(`after a forged notification (${forged}) the genuine payment led to ${purchase.told.join(' → ')}`);
  await trial.ended(`forged: ${forged}`, purchase);
}

/** Some services want a word in the body, and take any status: then the status tells nothing. */
async function isBelieved({world}: HandlerTrial, trade: string): Promise<boolean> {
  const genuine = await world.service.notify(trade);
  const nonsense = await fetchNonsense(world);
  return genuine.some((status) => status >= 200 && status < 300) && nonsense >= 400;
}

async function fetchNonsense({origin, handler, fetch: ask = fetch}: HandlerTrial['world']): Promise<number> {
  const response = await ask(`${origin}/notify/${handler}`, {method: 'POST', headers: {'content-type': 'text/plain'}, body: 'nonsense'});
  await response.text();
  return response.status;
}
