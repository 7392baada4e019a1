import {checkoutTotal} from '../../commerce/checkout.ts';
import type {HandlerRule, HandlerTrial} from '../handler-trial.ts';
import {handlerRule, paid, sold, waiting} from '../handler-trial.ts';
import {differences, instrumentFor} from '../purchase.ts';
import {doesNotApply} from '../verdict.ts';

/** The plain sale, and what may come twice. */
export const payingRules: readonly HandlerRule[] = [
  handlerRule({
    id: 'declared',
    title: 'is declared with its name, instance and public settings only',
    why: 'Clients find the handler by its name and pay through its instance id. A secret that stands there is on every page of the shop.',
  }, judgeDeclared),
  handlerRule({
    id: 'pays-once',
    title: 'sells once, and the service was paid exactly the total',
    why: 'This is the sale itself: anything but one order and one payment of its total is money lost by one side.',
  }, async (trial) => {
    const purchase = await sold(trial);
    await trial.ended('none', purchase);
    for (const goods of trial.world.otherGoods ?? []) {
      const other = await sold({...trial, open: () => trial.open(goods)});
      for (const difference of await differences(other)) trial.fault(`a sale of ${other.total.amount} ${other.total.currency} (minor units): ${difference}`);
    }
  }),
  handlerRule({
    id: 'never-notified',
    title: 'finds out by asking when no notification comes',
    why: 'Notifications get lost behind firewalls and wrong settings. A paid buyer without an order calls the bank.',
  }, async (trial) => {
    const purchase = await paid(trial);
    if (!(await purchase.becomes('completed'))) trial.fault(`the buyer had paid, and the checkout stood as ${purchase.told.join(' → ')}`);
    await trial.ended('never notified', purchase);
  }),
  handlerRule({
    id: 'any-client-can-finish',
    title: 'gives any UCP client a page on which the buyer can go on',
    why: 'An assistant or another shop\'s app knows nothing of our actions. Without continue_url its buyers cannot pay at all.',
  }, judgeContinuing),
  handlerRule({
    id: 'concurrent-completes',
    title: 'opens one trade for completes that come at the same time',
    why: 'Two tabs and an impatient finger send several. Each trade more is a second payment that a buyer can make.',
  }, judgeConcurrent),
  handlerRule({
    id: 'repeated-complete',
    title: 'answers a repeated complete with the first one\'s payment',
    why: 'A client that lost the answer repeats its request with the same key. It must not pay for that.',
  }, judgeRepeated),
  handlerRule({
    id: 'wrong-total',
    title: 'charges nothing when the buyer saw another total',
    why: 'Nobody may be charged what they were not shown.',
  }, judgeWrongTotal),
  handlerRule({
    id: 'unknown-instrument',
    title: 'refuses an instrument that is not its own, and opens no trade',
    why: 'An instrument that is misread is charged in a way that nobody asked for.',
  }, judgeUnknownInstrument),
  handlerRule({
    id: 'credentials-not-told',
    title: 'never tells a credential again',
    why: 'Answers are stored, logged and shown. A token in them can be charged by whoever reads it.',
  }, judgeCredentials),
];

async function judgeDeclared({open, fault, world}: HandlerTrial): Promise<void> {
  const purchase = await open();
  const {handlers} = await purchase.look();
  const own = handlers.find(({id}) => id === world.handler);
  if (!own) return fault(`no handler has the instance id ${world.handler}`);
  if (!/^[a-z0-9-]+(\.[\w-]+)+$/i.test(own.name)) fault(`its name ${own.name} is not in reverse domain notation`);
  const secret = /BEGIN [A-Z ]*PRIVATE KEY|\bsk_(live|test)_|\brk_(live|test)_|whsec_|client_secret|"(private_?key|secret)"/i.exec(JSON.stringify(own.config));
  if (secret) fault(`its public settings hold what looks like a secret: ${secret[0]}`);
}

async function judgeContinuing(trial: HandlerTrial): Promise<void> {
  const {client, fault} = trial;
  const purchase = await waiting(trial);
  const checkout = await purchase.look();
  if (checkout.status !== 'requires_escalation') return doesNotApply(`its buyer need not go anywhere: the checkout is ${checkout.status}`);
  if (!checkout.continue_url) return fault('the checkout needs the buyer and has no continue_url');
  if (!checkout.messages.some(({severity}) => severity === 'requires_buyer_input' || severity === 'requires_buyer_review')) fault('no message says that the buyer is needed');
  const before = JSON.stringify(await purchase.books());
  const {status, text} = await client.page(checkout.continue_url);
  if (status !== 200) fault(`continue_url answers ${status}`);
  if (!leadsOn(text, trial.world.origin)) fault('continue_url has nothing by which a buyer could pay');
  if (JSON.stringify(await purchase.books()) !== before) fault('looking at continue_url changed the service\'s books');
  await purchase.buyer('approve');
  await purchase.becomes('completed');
  await trial.ended('finished by another client', purchase);
}

/** A link to elsewhere, a form that is not for cancelling, a picture as large as a QR code, or a script that may do anything. */
function leadsOn(html: string, origin: string): boolean {
  const links = [...html.matchAll(/<a\b[^>]*\shref="([a-z][\w+.-]*:[^"]+)"/gi)].some(([, url = '']) => !url.startsWith(origin));
  const forms = [...html.matchAll(/<form\b[^>]*>/gi)].some(([form]) => /method="?post/i.test(form) && !/cancel/i.test(form));
  return links || forms || /<(script|img|canvas|iframe)\b/i.test(html) || /<path\b[^>]*\sd="[^"]{300,}"/i.test(html);
}

async function judgeConcurrent(trial: HandlerTrial): Promise<void> {
  const purchase = await trial.open();
  await Promise.all(Array.from({length: 6}, () => purchase.complete()));
  const live = (await purchase.books()).filter(({status}) => status !== 'closed');
  if (live.length > 1) trial.fault(`six completes at once opened ${live.length} trades`);
  if ((await purchase.look()).status !== 'completed') await purchase.buyer('approve');
  if (!(await purchase.becomes('completed'))) trial.fault(`the buyer had paid, and the checkout stood as ${purchase.told.join(' → ')}`);
  await trial.ended('six completes at once', purchase);
}

async function judgeRepeated(trial: HandlerTrial): Promise<void> {
  const {world, fault} = trial;
  const purchase = await trial.open();
  const same = {instrument: await instrumentFor(world), key: crypto.randomUUID()};
  const first = await purchase.complete(same);
  const again = await purchase.complete(same);
  if (first.checkout?.status !== again.checkout?.status) fault(`the repeat was answered ${again.checkout?.status ?? again.status} instead of ${first.checkout?.status ?? first.status}`);
  // Another key, and so another request: it joins what is under way.
  if (first.checkout?.status !== 'completed') await purchase.complete();
  const books = await purchase.books();
  if (books.filter(({status}) => status !== 'closed').length > 1) fault(`a repeat opened a trade of its own: there are ${books.length}`);
  if (first.checkout?.status !== 'completed') await purchase.buyer('approve');
  await purchase.becomes('completed');
  await trial.ended('complete repeated', purchase);
}

async function judgeWrongTotal({open, fault}: HandlerTrial): Promise<void> {
  const purchase = await open();
  if (!(await purchase.look()).extension) doesNotApply('the server does not take the total that the buyer saw (dev.hangtag.expected_total)');
  const {amount, currency} = purchase.total;
  const {checkout} = await purchase.complete({expected: {amount: amount - 1, currency}});
  if (checkout?.status === 'completed') fault('completed a checkout whose total the buyer had not seen');
  if ((await purchase.books()).length) fault('opened a trade for a total that the buyer had not seen');
  const now = await purchase.look();
  if (checkoutTotal(now).amount !== amount) fault('changed the total to what the client sent');
}

async function judgeUnknownInstrument({open, fault, world}: HandlerTrial): Promise<void> {
  const purchase = await open();
  const strange = {id: crypto.randomUUID(), handler_id: world.handler, type: 'a_type_that_nobody_knows', credential: {type: 'a_type_that_nobody_knows'}};
  const {checkout} = await purchase.complete({instrument: strange});
  if (checkout?.status === 'completed' || checkout?.status === 'complete_in_progress') fault(`an instrument of an unknown type made the checkout ${checkout.status}`);
  if ((await purchase.books()).length) fault('an instrument of an unknown type opened a trade');
}

async function judgeCredentials(trial: HandlerTrial): Promise<void> {
  const {world, fault} = trial;
  const purchase = await trial.open();
  const instrument = await instrumentFor(world);
  const known = JSON.stringify((await purchase.look()).handlers);
  const values = Object.entries(instrument.credential ?? {}).flatMap(([key, value]) => (key !== 'type' && typeof value === 'string' && value.length >= 12 ? [value] : []));
  // What the shop itself declares to everybody is none.
  const secrets = values.filter((value) => !known.includes(value));
  if (!secrets.length) doesNotApply('its instrument carries no secret');
  const {text} = await purchase.complete({instrument});
  if (secrets.some((secret) => text.includes(secret))) fault('the answer to complete holds the credential');
  const now = JSON.stringify(await purchase.look());
  if (secrets.some((secret) => now.includes(secret))) fault('the checkout holds the credential');
}
