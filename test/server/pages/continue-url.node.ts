import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {setTimeout as delay} from 'node:timers/promises';
import {audit} from '../../../src/server/money/audit.ts';
import type {HostedShop} from './hosted-shop.ts';
import {startHostedShop} from './hosted-shop.ts';
import {Client} from './ucp-client.ts';

/** A browser without script: it keeps an address, follows links and redirects, fills in forms and presses their buttons. */
class PlainBrowser {
  url = '';
  text = '';
  /** Where the page itself wants to go next, and when. */
  refresh: string | null = null;

  async go(address: string, init: RequestInit = {}): Promise<void> {
    const response = await fetch(new URL(address, this.url || undefined), init);
    this.url = response.url;
    this.text = await response.text();
    this.refresh = response.headers.get('refresh');
  }

  /** Posts the form with a button that says so. */
  async press(button: RegExp, fill: Readonly<Record<string, string>> = {}): Promise<void> {
    const form = [...this.text.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].find(([, , inside]) => button.test(inside!.replaceAll(/<input[^>]*>/g, '')));
    if (!form) throw new Error(`There is no button ${String(button)} on ${this.url}`);
    const values: Record<string, string> = {};
    for (const [input] of form[2]!.matchAll(/<(?:input|button)[^>]*>/g)) {
      const [name, value] = ['name', 'value'].map(one => new RegExp(`${one}="([^"]*)"`).exec(input)?.[1]);
      if (name !== undefined && (!/radio/.test(input) || / checked/.test(input)) && !/^<button/.test(input)) values[name] = decoded(value ?? '');
    }
    const {origin} = new URL(this.url);
    await this.go(decoded(/action="([^"]*)"/.exec(form[1]!)?.[1] ?? this.url), {method: 'POST', body: new URLSearchParams({...values, ...fill}), headers: {origin}});
  }

  /** Waits as the page asks, and looks again. */
  async wait(): Promise<void> {
    const [seconds = '0', to] = (this.refresh ?? '1').split(';url=');
    await delay(Math.min(Number(seconds), 1.1) * 1000);
    await this.go(to ?? this.url);
  }

  link(pattern: RegExp): string {
    const found = [...this.text.matchAll(/href="([^"]*)"/g)].map(([, address]) => decoded(address!)).find(address => pattern.test(address));
    if (found === undefined) throw new Error(`There is no link ${String(pattern)} on ${this.url}`);
    return found;
  }
}

const decoded = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");

describe('A UCP client that has nothing of ours finishes a payment through continue_url', () => {
  let shop: HostedShop;
  let client: Client;
  before(async () => {
    shop = await startHostedShop();
    client = new Client(shop.origin);
  });
  after(() => shop.close());

  const ways: Readonly<Record<string, (page: PlainBrowser) => Promise<void>>> = {
    async redirect(page) {
      await page.press(/with Sandbox</);
      await page.wait();
      await page.press(/value="approve"/, {choice: 'approve'});
    },
    async code(page) {
      await page.press(/with Sandbox code/);
      const phone = new PlainBrowser();
      await phone.go(page.link(/\/pay\//));
      await phone.press(/value="approve"/, {choice: 'approve'});
      await page.wait();
    },
    async 'signed fields'(page) {
      await page.press(/with Forms/);
      await page.press(/Open the wallet/);
      await page.wait();
    },
  };

  for (const [way, pay] of Object.entries(ways)) {
    it(`by ${way}, with delivery, without script`, async () => {
      const checkout = await client.create('tea');
      assert.equal(checkout.status, 'incomplete');
      const page = new PlainBrowser();
      await page.go(checkout.continue_url);
      const address = {first_name: 'Mei', last_name: 'Chan', street_address: '12 Hollywood Road', address_country: 'HK'};
      await page.press(/Continue/, {way: 'shipping', email: 'mei@example.com', ...address});
      await pay(page);
      for (let tries = 0; tries < 5 && !/Thank you/.test(page.text); tries++) await page.wait();
      assert.match(page.text, /Thank you, it is paid/);
      const done = await client.get(checkout.id);
      assert.equal(done.status, 'completed');
      await page.go(page.link(/^\/orders\//));
      assert.match(page.text, /12 Hollywood Road[\s\S]*mei@example\.com|mei@example\.com[\s\S]*12 Hollywood Road/);
      assert.match(page.text, /HK\$163\.00/);
    });
  }

  it('by collecting in a shop, in Chinese', async () => {
    const checkout = await client.create('tea');
    const page = new PlainBrowser();
    await page.go(`${checkout.continue_url}?lang=zh-Hant`);
    await page.press(/繼續/, {way: 'pickup', shop: 'sheung-wan', email: 'mei@example.com'});
    assert.match(page.text, /上環店|Sheung Wan/);
    await page.press(/用 Forms & Co 支付|用 Forms &amp; Co 支付/);
    await page.press(/開啟錢包/);
    await page.wait();
    for (let tries = 0; tries < 5 && !/付款成功/.test(page.text); tries++) await page.wait();
    assert.match(page.text, /<html lang="zh-Hant">[\s\S]*付款成功/);
  });

  it('and the books agree with what the wallets took', async () => {
    const {violations} = await audit(shop.database, {});
    assert.deepEqual(violations, []);
    const [orders] = await shop.database.query<{n: number; forms: number}>(
      `select count(*)::int as n, coalesce(sum(o.total) filter (where p.handler_id = 'forms'), 0)::int as forms from orders o join payments p on p.id = o.payment_id`);
    assert.deepEqual([orders!.n, orders!.forms], [4, shop.forms.taken()]);
  });
});
