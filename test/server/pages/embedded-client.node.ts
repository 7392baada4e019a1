import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, it} from 'node:test';
import {askForAddress, chosenAddress, load, onClick} from '../../../src/server/pages/embedded-client.ts';
import type {Visit} from '../../../src/server/pages/embedded-conversation.ts';

const VERSION = '2026-04-08';

describe('The script of the hosted page', () => {
  let requests: Request[] = [];
  let classes: Set<string>;

  /** A request as the browser has it, as far as the page uses it: it ends when the test says so, or when it is given up. */
  class Request {
    address = '';
    method = '';
    response: unknown = null;
    onloadend = (): void => undefined;
    open(method: string, address: string): void { Object.assign(this, {method, address}); }
    send(): void { requests.push(this); }
    abort(): void { this.onloadend(); }
  }

  beforeEach(() => {
    requests = [];
    classes = new Set(['delegated']);
    const address = {classList: {remove: (name: string) => classes.delete(name)}};
    const body = {setAttribute: () => undefined, removeAttribute: () => undefined};
    Object.assign(globalThis, {XMLHttpRequest: Request, document: {body, querySelector: (path: string) => (path === '.address' ? address : null)}});
  });
  afterEach(() => {
    for (const name of ['XMLHttpRequest', 'document']) Reflect.deleteProperty(globalThis, name);
  });

  const visit = (): Visit => ({
    session: {version: VERSION, ours: VERSION, delegate: [], listed: []}, host: {origins: [], post: () => undefined}, waiting: new Map(), told: undefined, state: 'open',
    port: undefined, requests: 0, loading: undefined, timer: 0, arrange: () => undefined,
  });
  /** Presses for the host's address, and answers as the host. */
  async function answered(result: Readonly<Record<string, unknown>>): Promise<void> {
    const one = visit();
    const asked = askForAddress(one);
    for (const answer of one.waiting.values()) answer({ucp: {version: VERSION, status: 'error'}, ...result});
    await asked;
  }

  describe('asks the host to open a link', () => {
    interface Press {
      readonly href: string;
      readonly target?: string;
      readonly more?: object;
    }
    /** A press on a link; what the host heard, and whether the browser was kept from following it. */
    function press(one: Visit, {href, target = '', more = {}}: Press): {asked: readonly unknown[]; kept: boolean} {
      const url = new URL(href, 'https://shop.example/checkout/chk');
      Object.assign(globalThis, {location: {origin: 'https://shop.example'}, parent: globalThis, window: globalThis});
      const asked: unknown[] = [];
      const link = {href: url.href, origin: url.origin, pathname: url.pathname, target};
      let kept = false;
      const visit_: Visit = {...one, host: {origins: [], post: message => { asked.push(message); }}};
      onClick(visit_, {
        target: {closest: (path: string) => (path === 'a[href]' ? link : null)}, button: 0, defaultPrevented: false, ctrlKey: false, metaKey: false, shiftKey: false,
        preventDefault: () => { kept = true; }, ...more} as unknown as Event as MouseEvent);
      return {asked, kept};
    }
    const delegated = (): Visit => ({...visit(), session: {version: VERSION, ours: VERSION, delegate: ['window.open'], listed: []}});
    const terms = {href: 'https://www.shop.example/terms', target: '_blank'};
    afterEach(() => { for (const name of ['location', 'parent', 'window']) Reflect.deleteProperty(globalThis, name); });

    it('that leaves the page, when the host has taken that upon itself', () => {
      const {asked, kept} = press(delegated(), terms);
      assert.equal(kept, true);
      assert.equal(asked.length, 1);
      const {method, params, id} = asked[0] as {method: string; params: unknown; id: unknown};
      assert.deepEqual([method, params, typeof id], ['ec.window.open_request', {url: terms.href}, 'string']);
    });

    it('and no other: not one that it has not taken upon itself, not before or after the conversation, not one that the buyer opens another way', () => {
      const others: readonly (readonly [Visit, Press])[] = [
        [visit(), terms], [{...delegated(), state: 'greeting'}, terms], [{...delegated(), state: 'over'}, terms], [delegated(), {...terms, more: {ctrlKey: true}}],
        [delegated(), {...terms, more: {metaKey: true}}], [delegated(), {...terms, more: {button: 1}}], [delegated(), {...terms, more: {defaultPrevented: true}}],
      ];
      for (const [one, pressed] of others) assert.deepEqual(press(one, pressed), {asked: [], kept: false}, JSON.stringify(pressed));
      assert.deepEqual(press(delegated(), {href: '/checkout/chk/edit'}), {asked: [], kept: true}, 'the page goes on in place');
    });
  });

  it('gives up a silent look for a press, and does not take it for one that failed', () => {
    const failed: string[] = [];
    const one = visit();
    load(one, '/checkout/chk', {quiet: true, failed: () => { failed.push('look'); }});
    load(one, '/checkout/chk/cancel', {fields: new URLSearchParams(), failed: () => { failed.push('press'); }});
    assert.deepEqual(requests.map(({method, address}) => `${method} ${address}`), ['GET /checkout/chk', 'POST /checkout/chk/cancel']);
    assert.deepEqual(failed, []);
    requests[1]!.onloadend();
    assert.deepEqual(failed, ['press']);
  });

  it('takes a second press for the same, and looks for nothing while a press is on its way', () => {
    const one = visit();
    load(one, '/checkout/chk/pay', {fields: new URLSearchParams(), failed: () => undefined});
    load(one, '/checkout/chk/pay', {fields: new URLSearchParams(), failed: () => undefined});
    load(one, '/checkout/chk', {quiet: true, failed: () => undefined});
    assert.equal(requests.length, 1);
  });

  it('leaves the address to its own fields when a host refuses with anything that is no list of messages', async () => {
    for (const messages of [{severity: 'recoverable'}, 'recoverable', 7, null, [null]]) {
      classes.add('delegated');
      await answered({messages});
      assert.equal(classes.has('delegated'), false, JSON.stringify(messages));
    }
  });

  it('lets the buyer press again when the host says that this helps', async () => {
    await answered({messages: [{type: 'error', code: 'abort', severity: 'recoverable'}]});
    assert.equal(classes.has('delegated'), true);
  });

  it('finds the address that was chosen, and none where the host sent something else', () => {
    const [home, work] = [{id: 'home'}, {id: 'work'}];
    const method = (destinations: unknown): object => ({fulfillment: {methods: [null, {type: 'shipping', selected_destination_id: 'work', destinations}]}});
    assert.equal(chosenAddress(method([home, work])), work);
    assert.equal(chosenAddress(method([home])), home);
    const other = [undefined, null, 'text', {}, {fulfillment: null}, {fulfillment: {methods: {}}}, {fulfillment: {methods: 'text'}}, method({home}), method(['home', null])];
    for (const checkout of other) assert.equal(chosenAddress(checkout), undefined, JSON.stringify(checkout));
  });
});
