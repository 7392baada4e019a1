// What a page of its own has of us: it loads scripts the way providers do.
import {loadVendorScript} from '../../../src/payment/vendor-script.ts';

const another = new URL('../../../src/payment/vendor-script.ts?another', import.meta.url).href;
const anotherCopy = (): Promise<unknown> => import(another);

Object.assign(globalThis, {loadVendorScript, anotherCopy});
