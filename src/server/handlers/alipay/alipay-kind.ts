import {readFile} from 'node:fs/promises';
import {z} from 'zod';
import {ALIPAY_WAYS} from '../../../commerce/alipay-instrument.ts';
import type {HandlerKind} from '../handler-kind.ts';
import {alipayHandler} from './alipay-handler.ts';
import type {AlipayCertificates} from './alipay-options.ts';
import {LIVE_GATEWAY} from './alipay-options.ts';

const Settings = z.strictObject({
  /** Default `alipay`. */
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/).optional(),
  appId: z.string().regex(/^\d{16}$/, 'The app id has 16 digits'),
  sellerId: z.string().regex(/^2088\d{12}$/, 'The merchant\'s number (PID) has 16 digits and begins with 2088'),
  /** Products that the merchant has signed for. The app's cashier needs the phone page beside it, for buyers whom the app does not name. */
  ways: z.array(z.enum(ALIPAY_WAYS)).min(1).refine((ways) => !ways.includes('app') || ways.includes('wap'), 'The way "app" needs "wap" beside it').optional(),
  /** Files: the app's certificate, Alipay's, and Alipay's roots. */
  certificates: z.strictObject({app: z.string(), alipay: z.string(), root: z.string()}).optional(),
  refundDays: z.int().min(1).max(3650).optional(),
  /** A simulation's address, on this machine. */
  gateway: z.url().optional(),
});
type Settings = z.output<typeof Settings>;

export const alipayKind: HandlerKind<Settings> = {
  type: 'alipay',
  settings: Settings,
  secrets: [
    {variable: 'ALIPAY_PRIVATE_KEY', what: 'The app\'s private key (应用私钥), as the key tool made it: PKCS#8 or PKCS#1, with or without the PEM lines', required: true},
    {variable: 'ALIPAY_PUBLIC_KEY', what: 'Alipay\'s public key (支付宝公钥), which the open platform shows once the app\'s own is uploaded; not needed with certificates', required: false},
  ],
  async open({certificates, ...settings}, secrets, {mode, clock}) {
    refuseWrongGateway(settings, mode);
    const {ALIPAY_PRIVATE_KEY: privateKey = '', ALIPAY_PUBLIC_KEY: alipayPublicKey} = secrets;
    return alipayHandler({
      ...settings, privateKey, mode, clock,
      ...(alipayPublicKey && {alipayPublicKey}), ...(certificates && {certificates: await readCertificates(certificates)})});
  },
};

/** Test and live never mix: a live shop asks Alipay itself, a test shop never does. */
function refuseWrongGateway({gateway, appId}: Settings, mode: 'test' | 'live'): void {
  if (mode === 'live' && gateway !== undefined && gateway !== LIVE_GATEWAY) throw new Error('A live shop asks Alipay itself: leave out "gateway"');
  if (mode === 'test' && gateway === LIVE_GATEWAY) throw new Error('A test shop never asks the live gateway of Alipay: leave out "gateway"');
  if (mode === 'live' && appId.startsWith('9021')) throw new Error(`${appId} is the id of a sandbox app; a live shop needs the id of a live one`);
}

async function readCertificates(files: AlipayCertificates): Promise<AlipayCertificates> {
  const read = async (file: string): Promise<string> => readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(`The certificate ${file} cannot be read`, {cause});
  });
  return {app: await read(files.app), alipay: await read(files.alipay), root: await read(files.root)};
}
