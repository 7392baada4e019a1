import type {AlipayWay} from '../../../commerce/alipay-instrument.ts';

export const LIVE_GATEWAY = 'https://openapi.alipay.com/gateway.do';
export const SANDBOX_GATEWAY = 'https://openapi-sandbox.dl.alipaydev.com/gateway.do';

/** Texts of the three certificates (PEM): the app's own, Alipay's, and Alipay's roots. */
export interface AlipayCertificates {
  readonly app: string;
  readonly alipay: string;
  readonly root: string;
}

export interface AlipayOptions {
  /** The app's id on the open platform. */
  readonly appId: string;
  /** The merchant's own number at Alipay (PID), 16 digits that begin with 2088. */
  readonly sellerId: string;
  /** The app's private key: PKCS#8 or PKCS#1, PEM or bare base64. */
  readonly privateKey: string;
  /** Alipay's public key, not the app's; or `certificates`. */
  readonly alipayPublicKey?: string;
  readonly certificates?: AlipayCertificates;
  readonly mode: 'test' | 'live';
  /** Products that the merchant has signed for. Default `page` and `wap`. */
  readonly ways?: readonly AlipayWay[];
  /** Instance id. Default `alipay`. */
  readonly id?: string;
  /** Days within which Alipay gives money back, as the merchant's contract says. Default 365. */
  readonly refundDays?: number;
  /** Default: Alipay's own for `mode`. */
  readonly gateway?: string;
  /** ms that one call may take. Default 4000: two tries fit into what a payment may take. */
  readonly timeout?: number;
  readonly clock?: () => Date;
}
