import type {HandlerWorld} from './handler-world.ts';
import type {Purchase} from './purchase.ts';
import {canStillPay, differences, later, openPurchase} from './purchase.ts';
import type {UcpClient} from './ucp-client.ts';
import {ucpClient} from './ucp-client.ts';
import type {Bench, Rule, RuleText} from './verdict.ts';
import type {ServiceUnderTest} from './service.ts';
import {doesNotApply, rule} from './verdict.ts';

export type HandlerRule = Rule<readonly [world: HandlerWorld]>;

/** What a rule about a handler works with. */
export interface HandlerTrial extends Pick<Bench, 'fault'> {
  readonly world: HandlerWorld;
  readonly client: UcpClient;
  /** Of `world.goods`, or of something else. */
  open(goods?: HandlerWorld['goods']): Promise<Purchase>;
  later(ms: number): Promise<void>;
  /** Lets everything come to rest, writes down how it ended and compares both sides' books. */
  ended(fault: string, purchase: Purchase, givenBack?: number): Promise<void>;
}

export function handlerRule(text: RuleText, run: (trial: HandlerTrial) => Promise<void>): HandlerRule {
  return rule(text, async ({fault, note}, given: HandlerWorld) => {
    const world = {...given, service: honest(given.service)};
    const client = await ucpClient(world);
    await world.service.notifications('manual');
    await run({
      world,
      client,
      fault,
      open: (goods = world.goods) => openPurchase({...world, goods}, client),
      later: (ms) => later(world, ms),
      async ended(what, purchase, givenBack) {
        await later(world, 20_000);
        const {status} = await purchase.look();
        const over = status === 'canceled' || status === 'completed';
        const payable = over && (await canStillPay(world, purchase)) ? [`the checkout is ${status}, and the buyer could pay all the same`] : [];
        const books = [...payable, ...(payable.length ? [] : await differences(purchase, givenBack)), ...(await world.control?.audit?.()) ?? []];
        note({fault: what, way: world.handler, ends: purchase.told.join(' → '), books});
        for (const difference of books) fault(`${what}: ${difference}`);
      },
    });
  });
}

/** What a service cannot do ends the rule: one that was judged without it would be called kept. */
function honest(service: ServiceUnderTest): ServiceUnderTest {
  const {refundInDashboard, dispute, notifyWeaker} = service;
  return {
    books: () => service.books(),
    buyer: (...what) => service.buyer(...what),
    notifications: (when) => service.notifications(when),
    ...(refundInDashboard && {refundInDashboard: refundInDashboard.bind(service)}),
    ...(notifyWeaker && {notifyWeaker: notifyWeaker.bind(service)}),
    ...(dispute && {dispute: dispute.bind(service)}),
    close: () => service.close(),
    async notify(trade, options) {
      const answers = await service.notify(trade, options);
      return answers.length ? answers : doesNotApply(`its service delivers no ${options?.forged ? `notification with a forged ${options.forged}` : 'notification'} here`);
    },
    async trouble(fault, calls, operation) {
      if ((await service.trouble(fault, calls, operation)) === false) doesNotApply(`its service cannot be made to fail so (${operation ?? 'any call'}: ${fault})`);
    },
  };
}

/** Opens a payment that waits for the buyer; ends the rule where this handler's payments end at once. */
export async function waiting({open}: Pick<HandlerTrial, 'open'>): Promise<Purchase> {
  const purchase = await open();
  const {checkout, status, text} = await purchase.complete();
  if (!checkout) throw new Error(`complete was answered ${status}: ${text.slice(0, 200)}`);
  if (checkout.status === 'completed') doesNotApply('its payments end as soon as they are completed');
  return purchase;
}

/** Completes, and has the buyer approve where the service waits for it. */
export async function paid({open}: Pick<HandlerTrial, 'open'>): Promise<Purchase> {
  const purchase = await open();
  const {checkout, status, text} = await purchase.complete();
  if (!checkout) throw new Error(`complete was answered ${status}: ${text.slice(0, 200)}`);
  if (checkout.status !== 'completed') await purchase.buyer('approve');
  return purchase;
}

/** The same, until the order exists. */
export async function sold(trial: HandlerTrial): Promise<Purchase & {readonly order: string}> {
  const purchase = await paid(trial);
  if (!(await purchase.becomes('completed'))) throw new Error(`a plain sale ended as ${purchase.told.join(' → ')}`);
  const {order} = await purchase.look();
  return Object.assign(purchase, {order: order?.id ?? ''});
}
