import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {ServiceTrade, ServiceUnderTest} from '../../../src/conformance/service.ts';
import {minorUnits} from './amounts.ts';
import type {Operation, Webhook} from './api.ts';
import {payOnPage} from './checkout-sessions.ts';
import {openDoor, PUBLISHABLE_KEY, SECRET_KEY} from './door.ts';
import {Messenger} from './messenger.ts';
import {answerChallenge, findIntent} from './payment-intents.ts';
import {createRefund, decideDispute, openDispute} from './refunds.ts';
import type {StripeFault} from './trouble.ts';
import {Trouble} from './trouble.ts';
import {World} from './world.ts';

export interface StripeServiceOptions {
  /** Default: any free one. */
  readonly port?: number;
  readonly clock?: () => Date;
  /** How long `slow` takes, in ms; default 12 s. */
  readonly slowness?: number;
}

/** A simulation of Stripe, for the tests and for the demo: its API, its pages and its script, with books of its own. */
export interface StripeService extends ServiceUnderTest {
  /** Such as `http://127.0.0.1:4242`: `apiBase` of the handler, and where the script is, at `/stripe.js`. */
  readonly origin: string;
  readonly secretKey: string;
  readonly publishableKey: string;
  readonly webhookSecret: string;
  readonly world: World;
  /** Where notifications go, and what `check` finds. */
  webhook(url: string, more?: Partial<Webhook>): void;
  /** As `trouble`, also for `open`: the request that makes a PaymentIntent before anything is paid. */
  order(fault: StripeFault, calls: number, operation?: Operation): void;
  /** Whatever trouble is still ordered does not come. */
  endTrouble(): void;
  /** Money for a trade that had ended: what must never happen, and what books must survive. */
  payAgainstTheRules(tradeNo: string): void;
  /** Resolves when every notification that was begun has been answered. */
  settled(): Promise<void>;
}

const WEBHOOK_SECRET = 'whsec_simulated';

export async function startStripe({port = 0, clock = () => new Date(), slowness = 12_000}: StripeServiceOptions = {}): Promise<StripeService> {
  let origin = '';
  const world = new World(clock, () => origin);
  const trouble = new Trouble();
  const messenger = new Messenger(world, WEBHOOK_SECRET);
  const door = openDoor({world, trouble, slowness, webhooks: () => messenger.webhook ? [messenger.webhook] : []});
  const server = createServer({keepAliveTimeout: 75_000}, (request, response) => void door(request, response));
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...remoteControl(world, trouble, messenger),
    origin, secretKey: SECRET_KEY, publishableKey: PUBLISHABLE_KEY, webhookSecret: WEBHOOK_SECRET, world,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>(resolve => void server.close(() => resolve()));
    },
  };
}

type Remote = Omit<StripeService, 'origin' | 'secretKey' | 'publishableKey' | 'webhookSecret' | 'world' | 'close'>;

function remoteControl(world: World, trouble: Trouble, messenger: Messenger): Remote {
  const trade = (tradeNo: string): ReturnType<World['tradeOf']> => world.tradeOf(tradeNo);
  const intentOf = (tradeNo: string): string => trade(tradeNo).intent?.id ?? `pi_of_${tradeNo}`;
  return {
    webhook: (url, more = {}) => { messenger.webhook = {url, events: ['*'], status: 'enabled', ...more}; },
    order: (fault, calls, operation) => { trouble.order(fault, calls, operation); },
    endTrouble: () => { trouble.end(); },
    payAgainstTheRules(tradeNo) {
      const intent = findIntent(world, intentOf(tradeNo));
      intent.status = 'requires_action';
      answerChallenge(world, intent, 'approve');
    },
    settled: () => messenger.settled(),
    books: async () => booksOf(world),
    async buyer(tradeNo, how) {
      const {intent, session} = trade(tradeNo);
      if (session?.status === 'open' && how !== 'cancel') payOnPage(world, session, how === 'approve' ? '4242424242424242' : '4000000000000002');
      else if (intent) answerChallenge(world, intent, how);
    },
    notifications: async when => { messenger.automatic = when === 'auto'; },
    async notify(tradeNo, {times = 1, forged} = {}) {
      const {intent, session} = trade(tradeNo);
      const event = world.events.filter(({subject}) => subject === intent?.id || subject === session?.id).at(-1);
      return Promise.all(event ? Array.from({length: times}, () => messenger.deliver(event, forged)) : []);
    },
    trouble: async (fault, calls, operation) => { trouble.order(fault, calls, operation); },
    refundInDashboard: async (tradeNo, amount) => void createRefund(world, {payment_intent: intentOf(tradeNo), amount: String(amount)}),
    async dispute(tradeNo, outcome = 'open') {
      const dispute = [...world.disputes.values()].find(({intent}) => intent === intentOf(tradeNo)) ?? openDispute(world, intentOf(tradeNo));
      if (outcome !== 'open') decideDispute(world, dispute, outcome);
    },
  };
}

/** Every trade by its number: its PaymentIntent, or the page on which nobody has paid yet. */
function booksOf(world: World): readonly ServiceTrade[] {
  const numbers = new Set([...world.intents.values(), ...world.sessions.values()].flatMap(({metadata}) => metadata['trade_no'] ?? []));
  return [...numbers].map(tradeNo => {
    const {intent, session} = world.tradeOf(tradeNo);
    const {currency} = intent ?? session ?? {currency: 'xxx'};
    const charge = world.charges.get(intent?.charge ?? '');
    const paid = intent?.status === 'succeeded' && charge ? charge.amount : 0;
    const status = intent?.status === 'succeeded' ? 'paid' : intent?.status === 'requires_capture' ? 'authorised'
      : intent?.status === 'canceled' || session?.status === 'expired' ? 'closed' : 'open';
    return {tradeNo, currency: currency.toUpperCase(), paid: minorUnits(paid, currency), refunded: minorUnits(paid > 0 ? charge?.refunded ?? 0 : 0, currency), status};
  });
}
