import {judgedHandler} from './judged-handler.ts';
import {openKitShop} from './kit-shop.ts';
import {openSandbox} from './sandbox-service.ts';

judgedHandler('The sandbox', () => openKitShop({
  open: async (neighbour) => openSandbox(neighbour),
  instrument: () => ({type: 'sandbox', credential: {type: 'sandbox', token: 'redirect', display: 'redirect'}}),
}));
