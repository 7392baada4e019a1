import {openAntom} from '../../../demo/services/antom/service.ts';
import {antomHandler} from '../../../src/server/handlers/antom/antom-handler.ts';
import {newKeys} from '../../server/handlers/alipay/keys.ts';
import type {Counter} from '../kit-shop.ts';

const clientId = 'SANDBOX_5YBX2C2Z8F0Q07371';

/** Antom, with the wallet of Hong Kong. */
export const antomCounter = (): Counter => ({
  async open({clock, deliver}) {
    const keys = newKeys();
    const service = await openAntom({clientId, merchantPublicKey: keys.publicKey, clock, send: deliver});
    const handler = antomHandler({clientId, privateKey: keys.privateKey, antomPublicKey: service.publicKey, mode: 'test', gateway: service.gateway, clock, wallets: {ALIPAY_HK: ['HKD']}, timeout: 1500});
    return {service, handler, due: () => service.settled()};
  },
  instrument: () => ({type: 'antom', credential: {type: 'antom', wallet: 'ALIPAY_HK', terminal: 'WEB'}}),
});
