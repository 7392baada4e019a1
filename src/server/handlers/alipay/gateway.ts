import type {KeyObject} from 'node:crypto';
import {z} from 'zod';
import {optionalPackage} from '../../optional-package.ts';
import {KeyProblem} from '../key-problem.ts';
import type {AlipayOptions} from './alipay-options.ts';
import {LIVE_GATEWAY, SANDBOX_GATEWAY} from './alipay-options.ts';
import {toBeijing} from './beijing-time.ts';
import {asPem, readPrivateKey, readPublicKey} from './rsa-keys.ts';

/** What we use of `alipay-sdk` 4; a test holds it against the package's own types. */
export interface AlipaySdkPart {
  exec(method: string, params: Record<string, unknown>, options: {validateSign: boolean}): Promise<unknown>;
  pageExecute(method: string, httpMethod: 'GET', params: Record<string, unknown>): string;
  checkNotifySignV2(fields: Record<string, string>): boolean;
}

export interface AlipaySdkConfiguration {
  appId: string;
  privateKey: string;
  keyType: 'PKCS8';
  signType: 'RSA2';
  gateway: string;
  timeout: number;
  camelcase: boolean;
  alipayPublicKey?: string;
  appCertContent?: string;
  alipayPublicCertContent?: string;
  alipayRootCertContent?: string;
}

export interface AlipayPackage {
  readonly AlipaySdk: new (configuration: AlipaySdkConfiguration) => AlipaySdkPart;
}

/** The gateway's own word on a call. `code` 10000 is success; anything else comes with a `subCode` that says why. */
export interface Answer {
  readonly code: string;
  readonly subCode: string;
  readonly message: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Call {
  readonly biz?: Readonly<Record<string, unknown>>;
  /** Parameters beside `biz_content`, such as `notify_url`. */
  readonly params?: Readonly<Record<string, string>>;
}

export interface Gateway {
  readonly url: string;
  readonly appId: string;
  readonly privateKey: KeyObject;
  readonly alipayKey: KeyObject;
  /** Throws when there is no answer, or none that Alipay signed. */
  call(method: string, call: Call): Promise<Answer>;
  /** The signed address of a page at Alipay; nothing is sent. */
  pageUrl(method: string, call: Call): string;
  /** Whether Alipay signed these fields of a notification with SHA-256. */
  isGenuine(fields: Readonly<Record<string, string>>): boolean;
}

/** Whether a good answer is about this trade: another one may be signed as well. */
export const isAbout = ({code, body}: Answer, tradeNo: string): boolean => code === '10000' && (body['out_trade_no'] ?? tradeNo) === tradeNo;

/** The answer about an authorisation has no code when it is good. */
const Body = z.looseObject({code: z.string().default(''), msg: z.string().optional(), sub_code: z.string().optional(), sub_msg: z.string().optional()});

/** Throws `KeyProblem` for keys that cannot be used. */
export async function openGateway(options: AlipayOptions): Promise<Gateway> {
  const {appId, timeout = 4000, clock = () => new Date()} = options;
  const url = options.gateway ?? (options.mode === 'live' ? LIVE_GATEWAY : SANDBOX_GATEWAY);
  const privateKey = readPrivateKey(options.privateKey, 'ALIPAY_PRIVATE_KEY');
  const {alipayKey, configuration} = alipaysKey(options);
  const {AlipaySdk} = await optionalPackage<AlipayPackage>('alipay-sdk', 'Alipay');
  const sdk = new AlipaySdk({appId, privateKey: asPem(privateKey), keyType: 'PKCS8', signType: 'RSA2', gateway: url, timeout, camelcase: false, ...configuration});
  // The package would write the machine's own time, and Alipay reads Beijing's.
  const parameters = ({biz, params}: Call): Record<string, unknown> => ({timestamp: toBeijing(clock()), ...params, ...(biz && {bizContent: biz})});
  return {
    url,
    appId,
    privateKey,
    alipayKey,
    async call(method, call) {
      // It checks no signature unless told to.
      const body = Body.parse(await sdk.exec(method, parameters(call), {validateSign: true}));
      return {code: body.code, subCode: body.sub_code ?? '', message: body.sub_msg ?? body.msg ?? '', body};
    },
    pageUrl: (method, call) => sdk.pageExecute(method, 'GET', parameters(call)),
    // A notification that names another algorithm would be checked with that one.
    isGenuine: (fields) => fields['sign_type'] === 'RSA2' && sdk.checkNotifySignV2({...fields}),
  };
}

function alipaysKey({alipayPublicKey, certificates}: AlipayOptions): {alipayKey: KeyObject; configuration: Partial<AlipaySdkConfiguration>} {
  if (certificates) {
    const {app, alipay, root} = certificates;
    const configuration = {appCertContent: app, alipayPublicCertContent: alipay, alipayRootCertContent: root};
    return {alipayKey: readPublicKey(alipay, "Alipay's certificate"), configuration};
  }
  if (!alipayPublicKey) throw new KeyProblem('ALIPAY_PUBLIC_KEY is missing: it is the key that the open platform shows as "Alipay public key", or name the three certificates');
  const alipayKey = readPublicKey(alipayPublicKey, 'ALIPAY_PUBLIC_KEY');
  return {alipayKey, configuration: {alipayPublicKey: asPem(alipayKey)}};
}
