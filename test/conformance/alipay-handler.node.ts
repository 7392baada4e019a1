import {alipayCounter} from './counters/alipay.ts';
import {judgedHandler} from './judged-handler.ts';

judgedHandler('Alipay by its page', () => alipayCounter('page'), {currency: 'CNY'});
judgedHandler('Alipay by a code', () => alipayCounter('qr'), {currency: 'CNY'});
