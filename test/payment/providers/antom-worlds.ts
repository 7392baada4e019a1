import {antomWith} from '../../../src/payment/providers/antom.ts';
import {browserAt} from './alipay-places.ts';
import type {Place} from './alipay-worlds.ts';

export const antomHandlers = [{name: 'dev.hangtag.antom', id: 'antom', config: {environment: 'sandbox', wallets: {ALIPAY_HK: ['HKD'], ALIPAY_CN: ['CNY', 'USD']}}}];
const hkd = {handlers: antomHandlers, totals: [{amount: 1, currency: 'HKD'}, {amount: 1_980_000, currency: 'CNY'}]} as const;

export const antomWorlds: readonly Place[] = [
  {name: 'a desktop, in a window', provider: () => antomWith({browser: browserAt('desktop')}), world: {way: 'popup', ...hkd}},
  {
    name: 'a desktop, by a code', provider: () => antomWith({browser: browserAt('desktop')}),
    world: {way: 'qr', ...hkd, answer: ({trade}) => ({type: 'qr', code: `https://open.example/${trade}`, url: `https://open.example/${trade}`, expiresAt: '2099-01-01T00:00:00Z'})},
  },
  {name: 'a phone', provider: () => antomWith({browser: browserAt('phone')}), world: {way: 'redirect', ...hkd}},
  {name: 'Alipay\'s own app', provider: () => antomWith({browser: browserAt('alipay')}), world: {way: 'redirect', ...hkd}},
];
