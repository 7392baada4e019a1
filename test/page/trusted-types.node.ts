import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {trustedScriptUrl} from '../../src/page/trusted-types.ts';

const allowed = ['https://pay.example/v1/', 'https://js.example/sdk.js', 'http://localhost:8080/stub/'];

describe('The address of a provider\'s script', () => {
  it('is one that the provider named', () => {
    assert.equal(trustedScriptUrl('https://pay.example/v1/pay.js?x', allowed), 'https://pay.example/v1/pay.js?x');
    assert.equal(trustedScriptUrl('https://js.example/sdk.js', allowed), 'https://js.example/sdk.js');
  });

  const strangers = [
    'https://pay.example/v2/pay.js', 'https://pay.example/v1/../v2/pay.js', 'http://pay.example/v1/pay.js', 'https://pay.example.evil.example/v1/pay.js', 'https://evil.example/?https://pay.example/v1/',
    'https://js.example/sdk.js.evil', 'https://js.example:444/sdk.js', 'javascript:alert(1)', 'data:text/javascript,1',
  ];
  for (const url of strangers) it(`is not ${url}`, () => assert.throws(() => trustedScriptUrl(url, allowed), TypeError));

  it('goes through one policy named hangtag, made when it is first needed', () => {
    const made: string[] = [];
    const page = globalThis as {trustedTypes?: unknown};
    page.trustedTypes = {createPolicy(name: string, {createScriptURL}: {createScriptURL(url: string): string}) {
      made.push(name);
      return {createScriptURL: (url: string) => ({trusted: createScriptURL(url)})};
    }};
    assert.deepEqual(trustedScriptUrl('https://pay.example/v1/a.js', allowed), {trusted: 'https://pay.example/v1/a.js'});
    trustedScriptUrl('https://other.example/b.js', ['https://other.example/b.js']);
    assert.deepEqual(made, ['hangtag']);
    delete page.trustedTypes;
  });
});
