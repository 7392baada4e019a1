import type {Language} from './words.ts';

/** A provider on the playground: what stands in for its service here. None of them was ever run against the live service; the sandbox has none. */
export interface WalletNote {
  readonly id: string;
  readonly name: string;
  /** How the buyer meets it and what is simulated; English, traditional and simplified Chinese. */
  readonly played: Readonly<Record<Language, string>>;
  /** Sold in another currency than the rest of the shop. */
  readonly item?: string;
  /** Can show itself in the page; the others leave it. */
  readonly inPage?: true;
}

export const neverLive: Readonly<Record<Language, string>> = {
  en: 'Never run against the live service.',
  'zh-Hant': '從未在真實服務上運行過。',
  'zh-Hans': '从未在真实服务上运行过。',
};

const stripe = (en: string, zhHant: string, zhHans: string): WalletNote['played'] => ({
  en: `${en} Simulated: Stripe’s script, API and notifications; the server’s side runs on Stripe’s own SDK.`,
  'zh-Hant': `${zhHant}模擬部分：Stripe 的腳本、API 及通知；伺服器一側用的是 Stripe 自己的 SDK。`,
  'zh-Hans': `${zhHans}模拟部分：Stripe 的脚本、API 及通知；服务器一侧用的是 Stripe 自己的 SDK。`,
});

export const wallets: readonly WalletNote[] = [
  {id: 'stripe', name: 'stripe · fields', played: stripe('Fields first, then our button. Try 4242… or 4000 0025 0000 3155 for the bank’s question.', '先填欄位，再按我們的按鈕。可試 4242…，或 4000 0025 0000 3155 觸發銀行驗證。', '先填字段，再按我们的按钮。可试 4242…，或 4000 0025 0000 3155 触发银行验证。')},
  {id: 'stripe-express', name: 'stripe-express · own button', played: stripe('Stripe’s own wallet buttons stand where ours would.', 'Stripe 自己的錢包按鈕，站在我們的按鈕的位置。', 'Stripe 自己的钱包按钮，站在我们的按钮的位置。')},
  {id: 'stripe-alipay', name: 'stripe-alipay · window', played: stripe('Alipay through Stripe, in a window.', '經 Stripe 用支付寶，另開視窗。', '经 Stripe 用支付宝，另开窗口。')},
  {id: 'stripe-wechat-pay', name: 'stripe-wechat-pay · QR', played: stripe('WeChat Pay through Stripe, as a code for the phone.', '經 Stripe 用微信支付，以手機掃碼。', '经 Stripe 用微信支付，用手机扫码。')},
  {id: 'alipay', name: 'alipay · window or QR, in CNY', item: 'GRILLE-CNY', played: {
    en: 'Alipay’s open platform, which takes yuan only. Simulated: the gateway, its cashier and notifications; the server signs with alipay-sdk.',
    'zh-Hant': '支付寶開放平台，只收人民幣。模擬部分：網關、收銀台及通知；伺服器用 alipay-sdk 簽名。',
    'zh-Hans': '支付宝开放平台，只收人民币。模拟部分：网关、收银台及通知；服务器用 alipay-sdk 签名。'}},
  {id: 'antom', name: 'antom · AlipayHK', played: {
    en: 'AlipayHK in Hong Kong dollars through Antom’s gateway. Simulated: the gateway, its cashier and notifications.',
    'zh-Hant': '經 Antom 網關以港元用 AlipayHK 付款。模擬部分：網關、收銀台及通知。',
    'zh-Hans': '经 Antom 网关以港元用 AlipayHK 付款。模拟部分：网关、收银台及通知。'}},
  {id: 'paypal', name: 'paypal · own button', inPage: true, played: {
    en: 'PayPal’s own button and window (script of version 6). Simulated: the script, the API and the approval page; the server runs on PayPal’s own SDK.',
    'zh-Hant': 'PayPal 自己的按鈕與視窗（第 6 版腳本）。模擬部分：腳本、API 及批准頁；伺服器用 PayPal 自己的 SDK。',
    'zh-Hans': 'PayPal 自己的按钮与窗口（第 6 版脚本）。模拟部分：脚本、API 及批准页；服务器用 PayPal 自己的 SDK。'}},
  {id: 'google-pay', name: 'google-pay · own button', played: {
    en: 'Google’s button and sheet, charged through Stripe. Simulated: Google’s script and sheet, and Stripe.',
    'zh-Hant': 'Google 的按鈕與付款面板，經 Stripe 收款。模擬部分：Google 的腳本與面板，以及 Stripe。',
    'zh-Hans': 'Google 的按钮与付款面板，经 Stripe 收款。模拟部分：Google 的脚本与面板，以及 Stripe。'}},
  {id: 'apple-pay', name: 'apple-pay · own button', played: {
    en: 'Apple’s sheet, charged through Stripe. Simulated: the session and sheet, merchant validation, and Stripe.',
    'zh-Hant': 'Apple 的付款面板，經 Stripe 收款。模擬部分：工作階段與面板、商戶驗證，以及 Stripe。',
    'zh-Hans': 'Apple 的付款面板，经 Stripe 收款。模拟部分：会话与面板、商户验证，以及 Stripe。'}},
  {id: 'payment-request', name: 'payment-request · browser sheet', played: {
    en: 'A payment app that Chromium finds, installs and shows by itself: the sheet is the browser’s own. Simulated: the wallet behind the app, Pocket.',
    'zh-Hant': '由 Chromium 自行尋找、安裝並顯示的付款應用程式：面板是瀏覽器自己的。模擬部分：應用程式背後的錢包 Pocket。',
    'zh-Hans': '由 Chromium 自行查找、安装并显示的支付应用：面板是浏览器自己的。模拟部分：应用背后的钱包 Pocket。'}},
  {id: 'hosted-checkout', name: 'hosted-checkout · the shop’s page', played: {
    en: 'The shop’s own checkout page in a window, as with any merchant that cannot be asked from here. The page is real; the services on it are the simulated ones.',
    'zh-Hant': '另開視窗顯示商店自己的結帳頁，正如任何無法從這裏查詢的商戶。頁面是真的；頁上的支付服務都是模擬的。',
    'zh-Hans': '另开窗口显示商店自己的结账页，正如任何无法从这里查询的商户。页面是真的；页上的支付服务都是模拟的。'}},
  {id: 'lantern', name: 'lantern · the guide’s example', played: {
    en: 'Written by following “Write your own provider”: an invented service with a window and a QR code. The service is simulated because it does not exist.',
    'zh-Hant': '依照「自己寫一個支付服務」寫成：虛構的服務，有視窗也有 QR 碼。服務本身並不存在，所以是模擬的。',
    'zh-Hans': '依照“自己写一个支付服务”写成：虚构的服务，有窗口也有二维码。服务本身并不存在，所以是模拟的。'}},
];
