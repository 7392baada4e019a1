import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {SandboxEnding} from '../../src/commerce/instrument.ts';
import {pageMerchant} from '../../src/merchant/page-merchant.ts';
import type {PaymentStory} from '../../src/payment/attempt.ts';
import {sandbox, sandboxWith} from '../../src/payment/providers/sandbox.ts';
import {Browser, Clock} from './browser.ts';
import type {Tab} from './browser.ts';

const second = 1000;

function page() {
  const clock = new Clock();
  const tab = new Browser(clock).open();
  const stored = new Map<string, string>();
  const merchant = pageMerchant({
    page: 'https://blog.example/post', price: '128.00', currency: 'HKD', label: 'Tea', now: () => clock.now,
    storage: {getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => void stored.set(key, value)},
  });
  const press = async (from: Tab = tab, provider = sandbox): Promise<PaymentStory> => {
    await sandbox.prepare?.({merchant, locale: 'en'}, new AbortController().signal);
    const offer = await merchant.catalogue?.offer('', {locale: 'en'});
    const story = from.till.pay({merchant, provider, items: [{id: offer?.id ?? '', quantity: 1}], total: {amount: 12800, currency: 'HKD'}, locale: 'en'});
    await clock.pass(second);
    return story;
  };
  return {clock, tab, merchant, press};
}

async function choosing(ending: SandboxEnding) {
  const {clock, tab, press} = page();
  const story = await press();
  assert.equal(story.attempt.state, 'acting');
  assert.equal(story.attempt.action?.type, 'sheet');
  story.choose(ending);
  await clock.pass(2 * second);
  const soon = story.attempt.state;
  await clock.pass(60 * second);
  return {clock, tab, story, soon, late: story.attempt.state};
}

describe('A page without a server', () => {
  for (const [ending, states] of Object.entries({
    approve: ['paid', 'paid'],
    decline: ['failed', 'failed'],
    cancel: ['cancelled', 'cancelled'],
    'answer-lost': ['paid', 'paid'],
    'notify-late': ['confirming', 'paid'],
    'pay-later': ['confirming', 'paid'],
    never: ['confirming', 'pending'],
  })) {
    it(`ends as the person chose: ${ending}`, async () => {
      const {soon, late} = await choosing(ending as SandboxEnding);
      assert.deepEqual([soon, late], states);
    });
  }

  it('opens no window and leaves the page for nobody', async () => {
    const {tab} = await choosing('approve');
    assert.deepEqual([tab.windows, tab.left], [[], []]);
  });

  it('closes a payment that nobody decides when the buyer stops', async () => {
    const {clock, story} = await choosing('never');
    story.stop();
    await clock.pass(second);
    assert.equal((await story.ended).state, 'cancelled');
  });

  it('is cancelled when the buyer stops at the sheet, and takes no choice that is not there', async () => {
    const {clock, press} = page();
    const story = await press();
    story.choose('steal');
    await clock.pass(second);
    assert.equal(story.attempt.state, 'acting');
    story.stop();
    assert.equal((await story.ended).state, 'cancelled');
  });

  it('takes tokens from a playground without asking', async () => {
    const {press} = page();
    const story = await press(undefined, sandboxWith({token: 'decline'}));
    assert.equal((await story.ended).problem?.code, 'declined');
  });
});
