import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {COUNTRIES} from '../../../src/server/checkout/countries.ts';
import {internationalNumber, isInternational} from '../../../src/server/checkout/phone-number.ts';

const read = (country: string | undefined, ...texts: readonly string[]): readonly (string | undefined)[] => texts.map(text => internationalNumber(text, country));

describe('A phone number', () => {
  it('is read as people write it where the parcel goes', () => {
    assert.deepEqual(read('HK', '9123 4567', '9123-4567', '852 9123 4567', '９１２３４５６７'), Array(4).fill('+85291234567'));
    assert.deepEqual(read('CN', '138 0013 8000', '010-5992 8888', '8613800138000'), ['+8613800138000', '+861059928888', '+8613800138000']);
    assert.deepEqual(read('TW', '0912-345-678', '(02) 2720-8889'), ['+886912345678', '+886227208889']);
    assert.deepEqual(read('GB', '020 7946 0958', '(020) 7946 0958', '07400 123456'), ['+442079460958', '+442079460958', '+447400123456']);
    assert.deepEqual(read('US', '(201) 555-0123', '1 201 555 0123', '201.555.0123'), Array(3).fill('+12015550123'));
    assert.deepEqual(read('DE', '030/123456', '0151 23456789'), ['+4930123456', '+4915123456789']);
    assert.deepEqual(read('IT', '06 698 12345', '312 345 6789'), ['+390669812345', '+393123456789']);
    assert.deepEqual([read('RU', '8 912 345-67-89'), read('HU', '06 20 123 4567'), read('SG', '8123 4567'), read('JP', '090-1234-5678'), read('KR', '010-2000-0000')].flat(), [
      '+79123456789', '+36201234567', '+6581234567', '+819012345678', '+821020000000']);
  });

  it('with its country code needs no country, however it is spelt', () => {
    for (const country of ['HK', 'US', undefined]) {
      assert.deepEqual(read(country, '+852 9123 4567', '＋852 9123-4567', '00852 91234567', '+44 (0)20 7946 0958'), ['+85291234567', '+85291234567', '+85291234567', '+442079460958']);
    }
  });

  it('that is too short, too long or none is not made into one', () => {
    assert.deepEqual(read('HK', '9123 456', '9123 45678', 'call me', '', '+0123456789', '+852', '12'), Array(7).fill(undefined));
    assert.deepEqual(read('US', '9123 4567'), [undefined]);
    assert.deepEqual([...read(undefined, '9123 4567'), ...read('AR', '011 15 2345-6789'), ...read('AQ', '123456789')], Array(3).fill(undefined));
  });

  it('once read is read as itself, and is always E.164', () => {
    fc.assert(fc.property(fc.stringMatching(/^[+0-9 ()/.-]{0,20}$/), fc.constantFrom(...COUNTRIES), (text, country) => {
      const number = internationalNumber(text, country);
      if (number === undefined) return;
      assert.ok(isInternational(number), `${text} ${country} ${number}`);
      assert.equal(internationalNumber(number, country), number);
    }));
  });
});
