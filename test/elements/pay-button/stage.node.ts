import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Attempt, PaymentStory} from '../../../src/payment/attempt.ts';
import {stageOf} from '../../../src/elements/pay-button/panel/panel-view.ts';
import type {PanelView, Stage} from '../../../src/elements/pay-button/panel/panel-view.ts';

const stage = (attempt: Partial<Attempt>, view: Partial<PanelView> = {}, showing = false): Stage | undefined =>
  stageOf({goods: [], open: 'yes', ...view, attempt} as unknown as PanelView, showing, false);

describe('What the panel shows of a purchase', () => {
  it('is nothing by itself while the merchant is waited for: a bank may be asking the buyer something over the page', () => {
    assert.equal(stage({state: 'opening'}), undefined);
    assert.equal(stage({state: 'confirming'}), undefined);
    assert.equal(stage({state: 'pending'}, {story: {playing: true} as PaymentStory}), undefined);
  });

  it('goes on when it stood open already, when the buyer asks for it, or when the provider has done its part', () => {
    const story = {playing: true} as PaymentStory;
    assert.equal(stage({state: 'confirming'}, {}, true), 'confirming');
    assert.equal(stage({state: 'pending'}, {story}, true), 'pending');
    assert.equal(stage({state: 'pending'}, {story, open: 'asked'}), 'pending');
    assert.equal(stage({state: 'pending'}, {story: {playing: false} as PaymentStory}), 'pending');
  });

  it('is what the buyer has to do next', () => {
    const url = 'https://wallet.example/';
    assert.equal(stage({state: 'acting', action: {type: 'qr', code: 'a', expiresAt: ''}}), 'scan');
    assert.equal(stage({state: 'acting', action: {type: 'popup', url}}), 'window');
    assert.equal(stage({state: 'acting', action: {type: 'popup', url}, problem: {code: 'popup_blocked'}}), 'blocked');
    assert.equal(stage({state: 'acting', action: {type: 'redirect', url}}), 'leaving');
    assert.equal(stage({state: 'acting', action: {type: 'form-post', url, fields: {}}}), 'leaving');
    assert.equal(stage({state: 'acting', action: {type: 'bridge', bridge: 'alipay', method: 'tradePay', params: {}}}), 'app');
    assert.equal(stage({state: 'acting', action: {type: 'poll', after: 1}}), undefined);
    assert.equal(stage({state: 'acting'}), undefined);
  });

  it('is not the failure of a provider whose fields stand on the tag: it is put right there', () => {
    assert.equal(stage({state: 'failed', problem: {code: 'provider_failed'}}), 'problem');
    assert.equal(stage({state: 'failed', problem: {code: 'provider_failed'}}, {surface: 'fields'}), undefined);
    assert.equal(stage({state: 'failed', problem: {code: 'declined'}}, {surface: 'fields'}), 'problem');
    assert.equal(stage({state: 'failed', problem: {code: 'invalid_input'}}, {surface: 'fields'}), undefined);
  });
});
