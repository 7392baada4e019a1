/** The UCP payment handlers of Alipay's mainland open platform, and of Antom, its gateway for merchants abroad. Nobody has published names, so these are ours. */
export const ALIPAY_HANDLER = 'dev.hangtag.alipay';
export const ANTOM_HANDLER = 'dev.hangtag.antom';

/**
 * How the buyer reaches Alipay. `page`: its web page for desktops; `wap`: its page for phones, which opens the app; `qr`: a code for the app's scanner; `app`:
 * the cashier of the app that this page runs in.
 */
export const ALIPAY_WAYS = ['page', 'wap', 'qr', 'app'] as const;
export type AlipayWay = (typeof ALIPAY_WAYS)[number];

/** Of an instrument of type `alipay`. Holds no secret, but `auth_code` is for one use. */
export type AlipayCredential = {
  readonly type: 'alipay';
  /** Default `page`. */
  readonly way?: AlipayWay;
  /** Post the signed fields instead of opening an address: for `page` and `wap`. */
  readonly form?: boolean;
  /** For `app`: what the app's `getAuthCode` gave; it says who the buyer is. */
  readonly auth_code?: string;
};

/** Antom's wallets that we offer, as its `paymentMethodType`. */
export const ANTOM_WALLETS = ['ALIPAY_HK', 'ALIPAY_CN'] as const;
export type AntomWallet = (typeof ANTOM_WALLETS)[number];

/** Of an instrument of type `antom`. */
export type AntomCredential = {
  readonly type: 'antom';
  /** Default: the first that the shop takes. */
  readonly wallet?: AntomWallet;
  /** Antom's `terminalType`: `WEB` a desktop browser, `WAP` a phone's, `APP` inside a wallet's app. Default `WEB`. */
  readonly terminal?: 'WEB' | 'WAP';
  /** The phone's system, for `WAP`: Antom wants it to open the right app. */
  readonly system?: 'IOS' | 'ANDROID';
  /** A code for the wallet's scanner rather than a page, where Antom gives one. */
  readonly qr?: boolean;
};
