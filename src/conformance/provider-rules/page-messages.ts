import type {MerchantPage} from '../merchant-page.ts';
import {deliverMessage} from '../message.ts';
import type {Sender} from '../message.ts';
import {UCP_VERSION} from '../../commerce/ucp.ts';
import {buys} from '../buyer.ts';
import type {Sale} from '../sale.ts';
import type {ProviderRule, Trial} from '../trial.ts';
import {paymentRule, providerRule} from '../trial.ts';
import {doesNotApply} from '../verdict.ts';
import {onPage, siteOf} from './merchant-page.ts';

/** Words between the judged page and the page in its window. */
export const pageMessageRules: readonly ProviderRule[] = [
  providerRule({
    id: 'page-greeting',
    title: 'answers the page\'s greeting and its requests, as the protocol has it',
    why: 'A page that asked for an answer waits for it. Without one its checkout stands still, and the buyer before it.',
  }, (trial) => trial.sale((sale) => judgeGreeting(trial, sale))),
  providerRule({
    id: 'page-origin',
    title: 'speaks to the page\'s own origin, never to *',
    why: 'The window may have been led elsewhere meanwhile. What is said to * is said to whoever stands there, and a port that is handed over so is the stranger\'s.',
  }, (trial) => trial.sale((sale) => judgeOrigin(trial, sale))),
  providerRule({
    id: 'page-strangers',
    title: 'hears nobody but the page in its window, at the merchant\'s origin',
    why: 'Every frame and window can post to a page. Who believes one of them, or gives it the port, lets a stranger end payments and look into checkouts.',
  }, async (trial) => {
    for (const stranger of strangers) await trial.sale((sale) => judgeStranger(trial, sale, stranger));
  }),
  providerRule({
    id: 'strangers',
    title: 'takes no message of a stranger for one of its own frame',
    why: 'Every frame and window can post to a page: an advertisement, a widget, a page that opened it. A listener that does not look at the origin and the window lets any of them approve a payment.',
  }, async (trial) => {
    const {own} = trial.world;
    if (!own?.says || typeof window !== 'object') doesNotApply('the world names no messages of a frame of its own (own.says)');
    await trial.sale((sale) => judgeFrame(trial, sale));
  }),
  providerRule({
    id: 'page-nonsense',
    title: 'lets a message that does not read as published do nothing',
    why: 'Pages have other scripts, old versions and bugs. A listener that throws or acts on half a message fails where nobody looks.',
  }, (trial) => trial.sale((sale) => judgeNonsense(trial, sale))),
  paymentRule({
    id: 'page-over',
    title: 'hears and says nothing more once the payment has ended or the tag is gone',
    why: 'A listener that stays answers for a payment that is over, on a page that may by then sell something else.',
  }, (trial) => trial.sale((sale) => judgeOver(trial, sale))),
];

/** The page, where it was opened for the protocol. */
async function speaking(sale: Sale): Promise<MerchantPage> {
  const page = await onPage(sale);
  return page.speaks ? page : doesNotApply('it opens the page without the protocol, and so without messages');
}

async function judgeGreeting({fault}: Trial, sale: Sale): Promise<void> {
  const page = await speaking(sale);
  if (!page.answers.length) return fault('the page said ec.ready, and was not answered');
  for (const {data} of page.answers) answerFaults(data).forEach(fault);
  for (const method of ['payment.credential_request', 'window.open_request', 'auth', 'something_new']) {
    if (!(await page.asks(method, {type: 'oauth', url: 'https://shop.example/terms'}))) fault(`the page asked ec.${method}, and was not answered`);
  }
  if (sale.page.openings.length > 1) fault('opened a window because the page in its own window asked for it');
  // On its way back from a bank the page loads anew.
  if (!(await page.greets())) fault('a page that was loaded anew said ec.ready, and was not answered');
}

function answerFaults(answer: Readonly<Record<string, unknown>>): string[] {
  const {jsonrpc, result} = answer as {jsonrpc?: unknown; result?: {ucp?: {version?: unknown; status?: unknown}}};
  return [
    ...(jsonrpc === '2.0' ? [] : ['an answer is not JSON-RPC 2.0']),
    ...(result?.ucp?.version === UCP_VERSION ? [] : [`the answer to ec.ready confirms version ${JSON.stringify(result?.ucp?.version)} instead of ${UCP_VERSION}`]),
    ...(result?.ucp?.status === 'success' ? [] : ['the answer to ec.ready is no success']),
  ];
}

async function judgeOrigin({fault}: Trial, sale: Sale): Promise<void> {
  const page = await speaking(sale);
  const site = siteOf(sale);
  await page.tells('line_items.change', 'window');
  // The window is led elsewhere, and what was said before is answered now.
  page.window.url = 'https://elsewhere.example/';
  site.deliver({jsonrpc: '2.0', id: 'late', method: 'ec.ready', params: {delegate: []}}, page.sender);
  await sale.clock.pass(1000);
  for (const {targetOrigin, arrived} of site.posted) {
    if (targetOrigin === '*') fault('posted a message to *');
    else if (targetOrigin !== site.origin) fault(`posted a message to ${targetOrigin}${arrived ? '' : ', where nobody got it'}`);
  }
}

interface Stranger {
  readonly who: string;
  sender(page: MerchantPage): Sender;
}

const strangers: readonly Stranger[] = [
  {who: 'another origin in its window', sender: ({sender}) => ({...sender, origin: 'https://evil.example'})},
  {who: 'an origin that begins like the merchant\'s', sender: ({sender}) => ({...sender, origin: `${sender.origin}.evil.example`})},
  {who: 'the merchant\'s origin without its s', sender: ({sender}) => ({...sender, origin: sender.origin.replace('https:', 'http:')})},
  {who: 'a page without an origin', sender: ({sender}) => ({...sender, origin: 'null'})},
  {who: 'another window of the merchant\'s origin', sender: ({sender}) => ({...sender, source: window})},
  {who: 'a message without a source', sender: ({sender}) => ({...sender, source: null})},
];

async function judgeStranger({fault}: Trial, sale: Sale, {who, sender}: Stranger): Promise<void> {
  const page = await speaking(sale);
  const site = siteOf(sale);
  const {steps, endings} = sale.heard;
  const before = {answers: site.posted.length, steps: steps.length, endings: endings.length, ended: sale.ended};
  const claim = page.notification('complete', page.claim);
  for (const data of [{jsonrpc: '2.0', id: 'stranger', method: 'ec.ready', params: {delegate: []}}, claim, page.notification('error'), JSON.stringify(claim)]) {
    site.deliver(data, sender(page));
    await sale.clock.pass(500);
  }
  if (site.posted.length > before.answers) fault(`answered ${who}`);
  if (steps.length > before.steps || endings.length > before.endings || sale.ended !== before.ended) fault(`believed ${who}`);
  if (page.window.closed) fault(`closed the merchant's page because of ${who}`);
}

async function judgeFrame({fault}: Trial, sale: Sale): Promise<void> {
  const {own, heard} = sale;
  if (!(await buys(sale, 'asked'))) doesNotApply('it never waits for the buyer');
  const before = heard.endings.length;
  for (const data of own?.says?.() ?? []) {
    for (const origin of ['https://evil.example', 'null', window.location.origin]) {
      for (const source of [null, window]) deliverMessage(data, {origin, source});
      await sale.clock.pass(500);
    }
  }
  if (heard.submitted.length) fault('submitted an instrument because a stranger said so');
  if (heard.endings.length > before) fault('ended because a stranger said so');
}

async function judgeNonsense({fault}: Trial, sale: Sale): Promise<void> {
  const page = await speaking(sale);
  const site = siteOf(sale);
  const {params} = page.notification('complete') as {params: object};
  const odd: readonly unknown[] = [
    null, 7, 'x', '{', [], {}, {type: 'webpackOk'}, {jsonrpc: '1.0', method: 'ec.complete', params}, {jsonrpc: '2.0', method: 'ec.complete'}, {jsonrpc: '2.0', method: 'ec.complete', params: {checkout: {status: 'completed'}}},
    {jsonrpc: '2.0', method: 'complete', params}, {jsonrpc: '2.0', id: {}, method: 'ec.ready'},
  ];
  const ended = sale.heard.endings.length;
  for (const data of odd) site.deliver(data, page.sender);
  await sale.clock.pass(2000);
  for (const {what, detail} of sale.watch.seen) if (what === 'rejection') fault(`threw at a message that is none of the protocol: ${detail}`);
  if (sale.heard.endings.length > ended) fault('took a message that does not read as published for news');
  if (page.window.closed) fault('closed the page because of a message that does not read as published');
}

async function judgeOver({fault}: Trial, sale: Sale): Promise<void> {
  const page = await speaking(sale);
  const site = siteOf(sale);
  sale.story?.stop();
  await sale.clock.pass(5000);
  const {length} = site.posted;
  const told = page.answers.length;
  site.deliver({jsonrpc: '2.0', id: 'after', method: 'ec.ready', params: {delegate: []}}, page.sender);
  if (page.hasPort) await page.asks('ready', {delegate: []});
  if (site.posted.length > length || page.answers.length > told) fault('answered the page after the payment was over');
}
