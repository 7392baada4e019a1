import {openAlipay} from '../../../demo/services/alipay/service.ts';
import type {AlipayWay} from '../../../src/commerce/alipay-instrument.ts';
import {alipayHandler} from '../../../src/server/handlers/alipay/alipay-handler.ts';
import {newKeys} from '../../server/handlers/alipay/keys.ts';
import type {Counter} from '../kit-shop.ts';

const appId = '9021000000000001';
const sellerId = '2088000000000001';

/** Alipay's open platform, reached in one of its ways. */
export const alipayCounter = (way: AlipayWay): Counter => ({
  async open({clock, deliver}) {
    const keys = newKeys();
    const service = await openAlipay({appId, sellerId, appPublicKey: keys.publicKey, clock, send: deliver});
    const handler = await alipayHandler({
      appId, sellerId, privateKey: keys.privateKey, alipayPublicKey: service.publicKey, mode: 'test', gateway: service.gateway, clock,
      ways: ['page', 'wap', 'qr', 'app'], timeout: 1500,
    });
    return {service, handler, due: () => service.settled()};
  },
  instrument: () => ({type: 'alipay', credential: {type: 'alipay', way}}),
});
