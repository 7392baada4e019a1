import type {AntomCredential} from '../../../../src/commerce/alipay-instrument.ts';
import {antomHandler} from '../../../../src/server/handlers/antom/antom-handler.ts';
import type {AntomWallets} from '../../../../src/server/handlers/antom/antom-options.ts';
import type {AntomService} from '../../../../demo/services/antom/service.ts';
import {openAntom} from '../../../../demo/services/antom/service.ts';
import type {Keys} from '../alipay/keys.ts';
import {newKeys} from '../alipay/keys.ts';
import type {Shop} from '../alipay/shop.ts';
import {openShop} from '../alipay/shop.ts';

export const CLIENT_ID = 'SANDBOX_5Y1234567890123456';

export const credential = (more: Partial<AntomCredential> = {}): AntomCredential => ({type: 'antom', ...more});

export interface AntomShop {
  readonly shop: Shop;
  readonly antom: AntomService;
  readonly keys: Keys;
  close(): Promise<void>;
}

/** A shop with Antom and a simulated Antom over HTTP on this machine. */
export async function openAntomShop(currency = 'HKD', wallets?: AntomWallets): Promise<AntomShop> {
  const keys = newKeys();
  let antom: AntomService | undefined;
  const shop: Shop = await openShop(async (clock) => {
    antom = await openAntom({clientId: CLIENT_ID, merchantPublicKey: keys.publicKey, clock, send: (url, init) => shop.deliver(url, init)});
    return antomHandler({
      clientId: CLIENT_ID, privateKey: keys.privateKey, antomPublicKey: antom.publicKey, mode: 'test', gateway: antom.gateway, clock, ...(wallets && {wallets})});
  }, currency);
  return {
    shop, keys, antom: antom!,
    async close() {
      await shop.close();
      await antom?.close();
    },
  };
}
