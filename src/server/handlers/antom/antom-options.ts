import type {AntomWallet} from '../../../commerce/alipay-instrument.ts';

/** Antom's gateways, by the region that the merchant's account belongs to. */
export const ANTOM_GATEWAYS = {
  asia: 'https://open-sea-global.alipay.com',
  america: 'https://open-na-global.alipay.com',
  europe: 'https://open-de-global.alipay.com',
  /** Merchants in the United States; `america` is for others there. */
  'united-states': 'https://open.antglobal-us.com',
} as const;
export type AntomRegion = keyof typeof ANTOM_GATEWAYS;

/** Currencies (ISO 4217) that each wallet takes, as the merchant's contract says. */
export type AntomWallets = Readonly<Partial<Record<AntomWallet, readonly string[]>>>;

export interface AntomOptions {
  /** Begins with `SANDBOX_` in the sandbox, and only there. */
  readonly clientId: string;
  /** The merchant's private key: PKCS#8 or PKCS#1, PEM or bare base64. */
  readonly privateKey: string;
  /** Antom's public key, not the merchant's. */
  readonly antomPublicKey: string;
  readonly mode: 'test' | 'live';
  /** Default `asia`. */
  readonly region?: AntomRegion;
  /** Default: AlipayHK in HKD and Alipay in CNY. */
  readonly wallets?: AntomWallets;
  /** In which currency Antom pays the merchant, where the contract leaves a choice. */
  readonly settlementCurrency?: string;
  /** Of the merchant's key, as Antom's dashboard numbers it. Default 1. */
  readonly keyVersion?: number;
  /** Days within which Antom gives money back, as the contract says; absent: no limit that we know of. */
  readonly refundDays?: number;
  /** Instance id. Default `antom`. */
  readonly id?: string;
  /** Default: that of `region`. */
  readonly gateway?: string;
  /** ms that one call may take. Default 4000: two tries fit into what a payment may take. */
  readonly timeout?: number;
  readonly fetch?: typeof fetch;
  readonly clock?: () => Date;
}

export const DEFAULT_WALLETS: AntomWallets = {ALIPAY_HK: ['HKD'], ALIPAY_CN: ['CNY']};
