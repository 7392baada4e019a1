import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {readProfile} from '../../src/commerce/profile-reader.ts';
import {UCP_VERSION} from '../../src/commerce/ucp.ts';
import {WireError} from '../../src/commerce/wire.ts';
import {profileJson} from './checkout-json.ts';

describe('A merchant\'s profile', () => {
  it('tells where REST is spoken, with which handlers, and whether money moves', () => {
    assert.deepEqual(readProfile(profileJson('https://shop.example/ucp/')), {
      version: UCP_VERSION, ours: undefined, endpoint: 'https://shop.example/ucp', mode: 'test', permalink: undefined, reviews: false,
      capabilities: ['dev.ucp.shopping.checkout', 'dev.ucp.shopping.catalog.lookup', 'dev.hangtag.payment'],
      handlers: [{name: 'dev.hangtag.sandbox', id: 'sandbox', config: {}}],
    });
  });

  it('of another make is read as far as it goes', () => {
    assert.deepEqual(readProfile({ucp: {version: '2026-01-11'}}), {
      version: '2026-01-11', ours: undefined, endpoint: undefined, capabilities: undefined, handlers: [], mode: 'unknown', reviews: false, permalink: undefined,
    });
  });

  it('names where ours is spoken and a place for permalinks, if safe', () => {
    const {ours, permalink, capabilities, mode} = readProfile(profileJson('https://shop.example/ucp', {
      supported_versions: {'2026-04-08': 'https://shop.example/ucp.json'},
      capabilities: {'dev.ucp.shopping.permalink': [{version: '1', config: {endpoint: 'https://shop.example/buy/'}}]},
    }));
    assert.equal(ours, 'https://shop.example/ucp.json');
    for (const unsafe of ['javascript:alert(1)', 1]) assert.equal(readProfile(profileJson('', {supported_versions: {'2026-04-08': unsafe}})).ours, undefined);
    assert.deepEqual([permalink, capabilities, mode], ['https://shop.example/buy', ['dev.ucp.shopping.permalink'], 'test']);
  });

  it('gives the public settings of each handler, and passes over what is none', () => {
    const {handlers} = readProfile({ucp: {version: UCP_VERSION, payment_handlers: {
      'com.example.pay': [{id: 'one', config: {key: 'pk'}}, {id: 'two', config: 'none'}, 'three'], 'com.example.broken': 'x',
    }}});
    assert.deepEqual(handlers, [{name: 'com.example.pay', id: 'one', config: {key: 'pk'}}, {name: 'com.example.pay', id: 'two', config: {}}]);
  });

  it('says that there is something to read before paying only when the shop says so', () => {
    const reviews = (config: object) => readProfile({ucp: {version: UCP_VERSION, capabilities: {'dev.hangtag.payment': [{config}]}}}).reviews;
    assert.deepEqual([reviews({reviews: true}), reviews({reviews: 'yes'}), reviews({})], [true, false, false]);
  });

  it('says test only when nothing but the sandbox can be paid with', () => {
    const mode = (payment_handlers: object, capabilities: object = {}) => readProfile(profileJson('https://shop.example/ucp', {payment_handlers, capabilities})).mode;
    assert.equal(mode({'dev.hangtag.sandbox': [{id: 'sandbox'}], 'com.example.pay': [{id: 'x'}]}), 'unknown');
    assert.equal(mode({}), 'unknown');
    assert.equal(mode({'dev.hangtag.sandbox': [{id: 'sandbox'}]}), 'test');
    assert.equal(mode({'dev.hangtag.sandbox': [{id: 'sandbox'}]}, {'dev.hangtag.payment': [{config: {mode: 'live'}}]}), 'live');
  });

  it('never leads to an unsafe endpoint', () => assert.equal(readProfile(profileJson('http://shop.example/ucp')).endpoint, undefined));
  it('is refused when it is none', () => {
    for (const json of [null, {}, {ucp: 1}, {ucp: {}}, []]) assert.throws(() => readProfile(json), WireError);
  });
});
