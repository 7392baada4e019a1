import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {isLocalhost, safeLink, shopOrigin} from '../../src/commerce/link.ts';

describe('A link from outside', () => {
  for (const address of ['https://shop.example/a?b#c', 'http://localhost:8080/x', 'http://127.0.0.1/', 'http://[::1]:3000/', 'http://shop.localhost/']) {
    it(`is kept: ${address}`, () => assert.equal(safeLink(address), address));
  }
  const refused = [
    'javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' javascript:alert(1)', 'java\nscript:alert(1)', 'data:text/html,x', 'http://shop.example/', 'ftp://shop.example/', 'blob:https://shop.example/1',
    '//shop.example/', '/path', '', 'shop.example', 'https://', 'https://shop.example@evil.example/', 'https://user:pw@shop.example/', 'http://localhost.evil.example/', 'http://127.0.0.1.evil.example/',
    null, undefined, 1, {}, ['https://shop.example/'],
  ];
  for (const address of refused) it(`is dropped: ${JSON.stringify(address)}`, () => assert.equal(safeLink(address), undefined));

  it('may be relative to a known page', () => {
    assert.equal(safeLink('/orders/1', 'https://shop.example/x/'), 'https://shop.example/orders/1');
    assert.equal(safeLink('javascript:alert(1)', 'https://shop.example/'), undefined);
  });
});

describe('A shop as its author writes it', () => {
  const origins: [string, string | undefined][] = [
    ['https://shop.example', 'https://shop.example'], [' https://Shop.Example/path?x ', 'https://shop.example'], ['shop.example', 'https://shop.example'], ['shop.example:8443/', 'https://shop.example:8443'],
    ['http://localhost:3000', 'http://localhost:3000'], ['http://shop.example', undefined], ['shop', undefined], ['', undefined], ['javascript:alert(1)', undefined], ['小店.example', undefined],
    ['https://小店.example', 'https://xn--yetu2d.example'],
  ];
  for (const [address, origin] of origins) it(`${JSON.stringify(address)} is ${origin ?? 'none'}`, () => assert.equal(shopOrigin(address), origin ?? undefined));
});

describe('The machine itself', () => {
  it('is told from names that only look like it', () => {
    for (const host of ['localhost', 'a.localhost', '127.0.0.1', '127.1.2.3', '[::1]']) assert(isLocalhost(host), host);
    for (const host of ['localhost.example', 'notlocalhost', '128.0.0.1', '127.0.0.1.example', '[::2]', '']) assert(!isLocalhost(host), host);
  });
});
