import {alipayCounter} from './counters/alipay.ts';
import {judgedHandler} from './judged-handler.ts';

judgedHandler('Alipay', [{way: 'page', counter: () => alipayCounter('page')}, {way: 'code', counter: () => alipayCounter('qr')}], {currency: 'CNY'});
