import type {HandlerRule, HandlerTrial} from '../handler-trial.ts';
import {handlerRule, waiting} from '../handler-trial.ts';
import {instrumentFor} from '../purchase.ts';
import type {ServiceFault} from '../service.ts';
import {doesNotApply} from '../verdict.ts';

/** The service answers late, wrongly or not at all. */
export const serviceTroubleRules: readonly HandlerRule[] = [
  handlerRule({
    id: 'create-answer-lost',
    title: 'opens no second trade when the answer to the first is lost',
    why: 'The trade exists, although nobody heard of it. A second one beside it can be paid too: the buyer pays twice.',
  }, (trial) => judgeCreate(trial, 'answer-lost')),
  handlerRule({
    id: 'create-down',
    title: 'tells no ending while the service is down',
    why: 'Whether a trade was opened is not known then. A client that hears "failed" begins another.',
  }, (trial) => judgeCreate(trial, 'down')),
  handlerRule({
    id: 'create-unknown-code',
    title: 'takes a code that it does not know for neither success nor failure',
    why: 'One taken for success ships unpaid goods; one taken for failure leaves a trade that can still be paid.',
  }, (trial) => judgeCreate(trial, 'unknown-code')),
  handlerRule({
    id: 'create-slow',
    title: 'pays once when the service answers after twelve seconds',
    why: 'Services are slow on the busiest days. Giving up is not the same as nothing having happened.',
  }, async (trial) => {
    if (trial.world.slow === false) doesNotApply('it was asked to be left out: it takes 12 s');
    await judgeCreate(trial, 'slow');
  }),
  handlerRule({
    id: 'query-trouble',
    title: 'believes no ending while it cannot ask',
    why: 'A service that does not answer has not said no. An order that is given up then has been paid.',
  }, judgeQuery),
  handlerRule({
    id: 'capture-trouble',
    title: 'moves authorised money once, though the answer is lost',
    why: 'An authorisation that is forgotten is money that the shop never gets; one captured twice is money taken twice.',
  }, judgeCapture),
];

async function judgeCreate(trial: HandlerTrial, fault: ServiceFault): Promise<void> {
  const {world, open} = trial;
  const purchase = await open();
  await world.service.trouble(fault, 1, 'create');
  const request = {instrument: await instrumentFor(world), key: crypto.randomUUID()};
  const {checkout} = await purchase.complete(request);
  const closed = checkout?.extension?.payment.closed === true && checkout.extension.payment.status !== 'none';
  const open_ = (await purchase.books()).some(({status}) => status === 'open' || status === 'authorised');
  if (open_ && closed) trial.fault(`${fault}: the server says that the payment is closed, and the buyer can still pay it`);
  if (checkout?.status === 'completed' && !(await purchase.books()).some(({paid: money}) => money)) trial.fault(`${fault}: an order without a payment`);
  await trial.later(20_000);
  await finish(trial, purchase);
  const live = (await purchase.books()).filter(({status}) => status !== 'closed');
  if (live.length > 1) trial.fault(`${fault}: ${live.length} trades stand for one checkout`);
  await trial.ended(`create: ${fault}`, purchase);
}

/** The client goes on as a client does: it looks, completes again where the checkout is open, and the buyer pays. */
async function finish({world, fault, later}: HandlerTrial, purchase: Awaited<ReturnType<HandlerTrial['open']>>): Promise<void> {
  // Where nobody can know whether a trade was opened, its time must be over before there may be another.
  for (const wait of [70_000, 70_000, (world.expiry ?? 0) / 3, 70_000]) {
    const {status} = await purchase.look();
    if (status === 'completed') return;
    if (status === 'ready_for_complete') await purchase.complete({instrument: await instrumentFor(world)});
    const waits = (await purchase.look()).status === 'requires_escalation';
    if (waits) {
      await purchase.buyer('approve');
      if (await purchase.becomes('completed')) return;
    }
    await later(wait);
  }
  if ((await purchase.look()).status !== 'completed') fault(`the sale could not be finished: ${purchase.told.join(' → ')}`);
}

async function judgeQuery(trial: HandlerTrial): Promise<void> {
  const {world, fault} = trial;
  for (const trouble of ['down', 'unknown-code', 'answer-lost'] as const) {
    const purchase = await waiting(trial);
    await world.service.trouble(trouble, 2, 'query');
    await purchase.buyer('approve');
    await trial.later(3000);
    const {status, extension} = await purchase.look();
    if (status === 'canceled' || (extension?.payment.closed && status !== 'completed')) fault(`query ${trouble}: the buyer had paid, and the server said ${extension?.payment.status ?? status}`);
    if (!(await purchase.becomes('completed'))) fault(`query ${trouble}: the buyer had paid, and the checkout stood as ${purchase.told.join(' → ')}`);
    await trial.ended(`query: ${trouble}`, purchase);
  }
}

async function judgeCapture(trial: HandlerTrial): Promise<void> {
  const {world, fault} = trial;
  for (const trouble of ['answer-lost', 'down'] as const) {
    const purchase = await trial.open();
    await world.service.trouble(trouble, 1, 'capture');
    const {checkout} = await purchase.complete();
    if (checkout?.status === 'requires_escalation') await purchase.buyer('approve');
    const authorised = (await purchase.books()).some(({status}) => status === 'authorised');
    if (!(await purchase.becomes('completed'))) fault(`capture ${trouble}: the buyer had agreed, and the checkout stood as ${purchase.told.join(' → ')}`);
    await trial.ended(`capture: ${trouble}`, purchase);
    if (!authorised && checkout?.status !== 'completed') doesNotApply('its service authorises and captures in one step');
  }
}

