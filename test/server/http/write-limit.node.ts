import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {WriteLimit} from '../../../src/server/http/write-limit.ts';

/** Whether the second address is counted with the first, where a quarter of a minute's worth is one change. */
function together(first: string, second: string): boolean {
  const limit = new WriteLimit(4);
  limit.take(first, 0);
  try {
    limit.take(second, 0);
    return false;
  } catch {
    return true;
  }
}

describe('The limit on changes', () => {
  it('counts what one IPv6 client can call its own together, however the addresses are written', () => {
    for (const [first, second] of [
      ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'], ['2001:db8:1:2:3:4:5:6', '2001:0DB8:0001:0002::9'], ['2001:db8::1', '2001:db8::2:0:0:1'],
      ['fe80::1%eth0', 'fe80::2%eth1'], ['::1', '::2'],
    ] as const) assert.ok(together(first, second), `${first} and ${second}`);
  });

  it('counts others apart', () => {
    for (const [first, second] of [
      ['2001:db8:1:2::1', '2001:db8:1:3::1'], ['2001:db8::1', '2001:db8:0:1::1'], ['1::', '::1'], ['203.0.113.1', '203.0.113.2'], ['::ffff:203.0.113.1', '::ffff:203.0.113.2'],
    ] as const) assert.ok(!together(first, second), `${first} and ${second}`);
  });

  it('takes an IPv4 address for the same on a socket of either family', () => {
    assert.ok(together('203.0.113.1', '::ffff:203.0.113.1'));
  });
});
