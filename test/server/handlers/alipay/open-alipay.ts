import type {AlipayCredential, AlipayWay} from '../../../../src/commerce/alipay-instrument.ts';
import {alipayHandler} from '../../../../src/server/handlers/alipay/alipay-handler.ts';
import type {AlipayService} from '../../../../demo/services/alipay/service.ts';
import {openAlipay} from '../../../../demo/services/alipay/service.ts';
import type {Keys} from './keys.ts';
import {newKeys} from './keys.ts';
import type {Shop} from './shop.ts';
import {openShop} from './shop.ts';

export const APP_ID = '9021000000000001';
export const SELLER_ID = '2088000000000001';

export const credential = (way: AlipayWay, more: Partial<AlipayCredential> = {}): AlipayCredential => ({type: 'alipay', way, ...more});

export interface AlipayShop {
  readonly shop: Shop;
  readonly alipay: AlipayService;
  readonly keys: Keys;
  close(): Promise<void>;
}

/** A shop with Alipay and a simulated Alipay over HTTP on this machine. */
export async function openAlipayShop(config: Readonly<Record<string, unknown>> = {}): Promise<AlipayShop> {
  const keys = newKeys();
  let alipay: AlipayService | undefined;
  const shop: Shop = await openShop(async (now) => {
    alipay = await openAlipay({appId: APP_ID, sellerId: SELLER_ID, appPublicKey: keys.publicKey, clock: now, send: (url, init) => shop.deliver(url, init)});
    return alipayHandler({
      appId: APP_ID, sellerId: SELLER_ID, privateKey: keys.privateKey, alipayPublicKey: alipay.publicKey, mode: 'test', gateway: alipay.gateway, clock: now,
      ways: ['page', 'wap', 'qr', 'app']});
  }, 'CNY', config);
  return {
    shop, keys, alipay: alipay!,
    async close() {
      await shop.close();
      await alipay?.close();
    },
  };
}
