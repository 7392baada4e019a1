/**
 * Where a page stands, as far as Alipay is concerned. `alipay`: inside Alipay's own app; `wechat`: inside WeChat or WeCom, where Alipay is blocked; `webview`:
 * inside another app, which grants no windows; `phone` and `desktop`: a browser.
 */
export type AlipayPlace = 'alipay' | 'wechat' | 'webview' | 'phone' | 'desktop';

/**
 * The first row that fits decides, so apps stand before what their engines call themselves. Apps name themselves in the user agent; none of them publishes a list,
 * the marks are those that their webviews send.
 */
const marks: readonly (readonly [AlipayPlace, RegExp])[] = [
  ['alipay', /\bAlipayClient\//],
  ['wechat', /\bMicroMessenger\/|\bwxwork\//i],
  // Weibo, QQ, DingTalk, Douyin and TikTok, Toutiao, Xiaohongshu, Zhihu, Bilibili, Baidu, Taobao and the other apps of Alibaba.
  ['webview', /\bWeibo\b|__weibo__|\bQQ\/|DingTalk|\baweme|musical_ly|BytedanceWebview|NewsArticle|discover\/|XiaoHongShu|osee2|ZhihuHybrid|BiliApp|baiduboxapp|AliApp\(/i],
  // Facebook, Messenger, Instagram, Line, Snapchat, X, LinkedIn, Telegram, WhatsApp, Kakao.
  ['webview', /\bFB(?:AN|AV)\b|Instagram|\bLine\/|Snapchat|Twitter for|LinkedInApp|Telegram|WhatsApp|KAKAOTALK/i],
  // Android's own mark of a webview.
  ['webview', /;\s?wv\)/],
  ['phone', /iPhone|iPod|iPad|Android|HarmonyOS|Windows Phone|\bMobile\b/i],
];

/** `touchPoints`: `navigator.maxTouchPoints`; an iPad calls itself a Mac, and no Mac has a touch screen. */
export function alipayPlace(userAgent: string, touchPoints = 0): AlipayPlace {
  const found = marks.find(([, mark]) => mark.test(userAgent))?.[0];
  return found ?? (/Macintosh/.test(userAgent) && touchPoints > 1 ? 'phone' : 'desktop');
}

/** True of a phone, which cannot scan a code on its own screen. A tablet's code is scanned with the phone beside it. */
export const cannotScanItself = (userAgent: string): boolean => /iPhone|iPod|Windows Phone|\bMobile\b/i.test(userAgent) && !/iPad/.test(userAgent);

/** What Antom must know of the buyer's device: on a phone it opens an app, and must know whose. An iPad calls itself a Mac. */
export function antomTerminal(place: AlipayPlace, userAgent: string): {readonly terminal: 'WEB'} | {readonly terminal: 'WAP'; readonly system: 'IOS' | 'ANDROID'} {
  if (place === 'desktop') return {terminal: 'WEB'};
  return {terminal: 'WAP', system: /iPhone|iPad|iPod|Macintosh/.test(userAgent) ? 'IOS' : 'ANDROID'};
}
