import {buys, goesOn, rests} from '../buyer.ts';
import type {Sale} from '../sale.ts';
import type {Fate, Operation} from '../scripted-merchant.ts';
import type {ProviderRule, Trial} from '../trial.ts';
import {instrumentRule, paymentRule} from '../trial.ts';
import {doesNotApply} from '../verdict.ts';

interface Trouble {
  readonly what: string;
  readonly fates: readonly (readonly [Operation, ...Fate[]])[];
}

/** What may become of the merchant's answers. */
const troubles: readonly Trouble[] = [
  {what: 'complete slow to arrive', fates: [['complete', 'slow']]},
  {what: 'complete answered late', fates: [['complete', 'answer-late']]},
  {what: 'complete arrives twice', fates: [['complete', 'doubled']]},
  {what: 'answer to complete lost', fates: [['complete', 'answer-lost']]},
  {what: 'complete lost, arrives late', fates: [['complete', 'request-late']]},
  {what: 'answers overtake each other', fates: [['get', 'answer-late', 'arrives', 'answer-late', 'arrives']]},
  {what: 'checkout lost once', fates: [['create', 'answer-lost']]},
];

/** Where nothing is submitted: only what is asked. */
const asked: readonly Trouble[] = [
  ...troubles.filter(({fates}) => fates.every(([operation]) => operation !== 'complete')),
  {what: 'the merchant does not answer for a while', fates: [['get', ...Array<Fate>(4).fill('request-lost')]]},
];

/** Lost, late, repeated and unknown answers. */
export const answerRules: readonly ProviderRule[] = [
  paymentRule({
    id: 'lost-and-late-answers',
    title: 'pays once, whatever becomes of the merchant\'s answers',
    why: 'Networks lose, delay and repeat. A provider that tries again by itself when an answer is missing charges the buyer twice.',
  }, async (trial) => {
    for (const trouble of trial.world.way === 'merchant-page' ? asked : troubles) await trial.sale((sale) => judgeTrouble(trial, sale, trouble));
  }),
  instrumentRule({
    id: 'submits-once',
    title: 'submits one instrument a press',
    why: 'Each instrument may be charged. The story repeats a lost request by itself, with the same key; a second instrument is a second charge.',
  }, async (trial) => {
    await trial.sale((sale) => judgeOnce(trial, sale, async () => undefined));
    await trial.sale((sale) => judgeOnce(trial, sale, async () => sale.own?.approve()));
  }),
  paymentRule({
    id: 'declined',
    title: 'lets the buyer try again after the merchant declined',
    why: 'One card in ten is declined. A dead button, or a sheet that still says "processing", loses the sale; an old instrument that is sent again is declined again.',
  }, (trial) => trial.sale((sale) => (sale.site ? judgeDeclinedThere(trial, sale) : judgeDeclined(trial, sale)))),
  instrumentRule({
    id: 'unknown-codes',
    title: 'takes a code that it does not know for neither success nor failure',
    why: 'Services add codes. One taken for success ships unpaid goods; one taken for failure makes the buyer pay again for what is paid.',
  }, async (trial) => {
    await trial.sale((sale) => judgeStrange(trial, sale));
    await trial.sale((sale) => judgeUnknownAction(trial, sale));
  }),
  paymentRule({
    id: 'merchants-word',
    title: 'repeats the merchant\'s word and has none of its own',
    why: 'Anything in a browser can be forged or wrong. Only the merchant knows whether money moved; a provider that says "paid" or "failed" by itself gives goods away, or sells them twice.',
  }, async (trial) => {
    await trial.sale((sale) => judgeWord(trial, sale, 'paid'));
    await trial.sale((sale) => judgeWord(trial, sale, 'declined'));
    await trial.sale((sale) => judgeWord(trial, sale, 'declined', 'its answer lost'));
    await trial.sale((sale) => judgeUndecided(trial, sale));
  }),
];

async function judgeTrouble({fault, ended}: Trial, sale: Sale, {what, fates}: Trouble): Promise<void> {
  await sale.ready();
  for (const [operation, ...rest] of fates) sale.merchant.meet(operation, ...rest);
  sale.press();
  await goesOn(sale, 'end');
  if (sale.ended?.state !== 'paid') fault(`${what}: the sale ended as ${sale.ends()}`);
  if (sale.heard.submitted.length > 1) fault(`${what}: submitted ${sale.heard.submitted.length} instruments`);
  await ended(what, sale);
}

async function judgeOnce({fault}: Trial, sale: Sale, again: () => Promise<void>): Promise<void> {
  await buys(sale, 'acting');
  sale.press();
  await again();
  await goesOn(sale, 'end');
  await rests(sale);
  const {starts, submitted} = sale.heard;
  if (submitted.length > starts) fault(`submitted ${submitted.length} instruments in ${starts} press`);
  if (sale.merchant.paid.length > 1) fault(`was paid ${sale.merchant.paid.length} times`);
}

async function judgeDeclined({fault, ended}: Trial, sale: Sale): Promise<void> {
  const {merchant, own} = sale;
  const {answer} = merchant;
  merchant.answer = (told) => (answer(told) === 'paid' ? 'declined' : answer(told));
  await buys(sale, 'acting');
  merchant.decide(merchant.open, 'declined');
  await rests(sale, 20_000);
  if (sale.ended?.state !== 'failed') fault(`declined: the sale ended as ${sale.ends()}`);
  if (own?.told?.() === 'success') fault('told its own sheet that a declined payment succeeded');
  if (own?.open() && own.closable !== false && own.told?.() !== 'failure') fault('its own surface stays open after the merchant declined');
  if (own?.open()) await own.dismiss?.();
  await ended('declined', sale);
  merchant.answer = answer;
  sale.story?.reset();
  const earlier = new Set(sale.heard.submitted);
  sale.press();
  await goesOn(sale, 'end');
  if (sale.ended?.state !== 'paid') fault(`the second try ended as ${sale.ends()}`);
  if (sale.heard.submitted.slice(earlier.size).some((one) => earlier.has(one))) fault('sent the declined instrument again');
  await ended('declined, then tried again', sale);
}

/** On the merchant's own page the buyer simply takes another card. */
async function judgeDeclinedThere({fault, ended}: Trial, sale: Sale): Promise<void> {
  const {merchant, page} = sale;
  await buys(sale, 'acting');
  const first = merchant.open;
  merchant.decide(first, 'declined');
  await rests(sale);
  if (sale.state !== 'acting' || !page.openWindows.length) fault(`declined on the merchant's page, where the buyer can take another card: the sale stood as ${sale.ends()}`);
  merchant.visit(first?.checkout);
  merchant.decide(merchant.open, 'paid');
  await rests(sale);
  if (sale.ended?.state !== 'paid') fault(`paid with another card: the sale ended as ${sale.ends()}`);
  await ended('declined, then another card', sale);
}

async function judgeStrange({fault, ended}: Trial, sale: Sale): Promise<void> {
  const {own, merchant, clock} = sale;
  if (!own?.strange) return;
  await buys(sale, 'asked');
  if (!own.open()) await goesOn(sale, 'acting');
  if (!own.open()) return;
  const submitted = sale.heard.submitted.length > 0;
  await own.strange();
  await clock.pass(5000);
  if (sale.ended?.state === 'paid') fault('an unknown code was taken for success');
  if (submitted && sale.ended) fault(`an unknown code after the instrument ended the sale as ${sale.ended.state}`);
  merchant.decide(merchant.open, 'paid');
  await ended('unknown code', sale);
  if (merchant.paid.length && sale.ended?.state !== 'paid') fault(`an unknown code, then paid: the sale ended as ${sale.ends()}`);
}

async function judgeUnknownAction({fault, ended}: Trial, sale: Sale): Promise<void> {
  const {merchant, clock} = sale;
  merchant.answer = () => ({type: 'hologram'}) as never;
  await sale.ready();
  sale.press();
  await goesOn(sale, 'acting');
  await clock.pass(5000);
  if (!merchant.open) doesNotApply('nothing was submitted');
  if (sale.ended) fault(`an action of an unknown type ended the sale as ${sale.ended.state}, while the trade is open`);
  if (sale.heard.endings.some(({ending}) => ending === 'failed')) fault('called an action that it does not know a failure, while the trade is open');
  merchant.decide(merchant.open, 'paid');
  await rests(sale);
  if (sale.ended?.state !== 'paid') fault(`an unknown action, then paid: the sale ended as ${sale.ends()}`);
  // That such an action cannot be shown may be thrown: it is the merchant's mistake.
  sale.heard.thrown.length = 0;
  await ended('unknown action', sale);
}

async function judgeWord({fault}: Trial, sale: Sale, word: 'paid' | 'declined', how?: 'its answer lost'): Promise<void> {
  const {merchant, heard, own} = sale;
  if (how) merchant.meet('complete', ...Array<Fate>(8).fill('answer-lost'));
  if (how) merchant.meet('get', ...Array<Fate>(3).fill('request-lost'));
  const {answer} = merchant;
  merchant.answer = (told) => (answer(told) === 'paid' ? word : answer(told));
  await buys(sale, 'acting');
  merchant.decide(merchant.open, word);
  await rests(sale, 20_000);
  for (const ending of heard.endings) {
    if (ending.ending === 'merchant' && !heard.steps.some((step) => step.status === ending.step.status)) fault(`said ${ending.step.status}, which the merchant never did`);
    if (ending.ending === 'failed' && heard.submitted.length) fault('said that it failed, after it had submitted an instrument');
    if (ending.ending === 'handed-off') fault('says that it handed the buyer over, and submitted an instrument');
  }
  const told = own?.told?.();
  // A sheet that knows but two ends may say success where nobody knows: who hears of a failure pays again.
  if (told === 'success' && word !== 'paid' && !how) fault('told its own sheet of success, where the merchant had declined');
  if (told === 'failure' && word === 'paid') fault('told its own sheet of failure, where the merchant was paid');
}

/** The trade stays open: whatever the provider says, nothing is over. */
async function judgeUndecided({fault}: Trial, sale: Sale): Promise<void> {
  const {merchant, heard, clock} = sale;
  merchant.answer = ({trade}) => ({type: 'redirect', url: `https://wallet.example/${trade}`});
  await buys(sale, 'acting');
  await clock.pass(10_000);
  if (sale.ended) fault(`nobody had paid, and the sale ended as ${sale.ended.state}`);
  const claimed = heard.endings.find((one) => one.ending === 'merchant' && /^(paid|declined|cancelled|expired|failed)$/.test(one.step.status));
  if (claimed && merchant.open) fault(`said ${claimed.ending === 'merchant' ? claimed.step.status : ''} while the trade was open`);
}
