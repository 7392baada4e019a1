import type {AlipayPlace} from '../../../src/commerce/alipay-place.ts';
import type {BrowserMarks} from '../../../src/payment/providers/alipay.ts';

const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const android = 'Mozilla/5.0 (Linux; Android 13; M2102K1C Build/TKQ1.220829.002; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36';
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';

/** What browsers and apps call themselves, and where that is. */
export const userAgents: readonly (readonly [AlipayPlace, string, number?])[] = [
  ['alipay', `${iphone} Mobile/15E148 Ariver/1.0.15 AliApp(AP/10.5.20.6000) Nebula WK RVKType(0) AlipayDefined(nt:WIFI,ws:390|780|3.0) AlipayClient/10.5.20.6000 Language/zh-Hans Region/CN NebulaX/1.0.0`],
  ['alipay', 'Mozilla/5.0 (Linux; U; Android 12; zh-CN; M2102K1C Build/SKQ1.211006.001) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/69.0.3497.100 UWS/3.22.2.58 Mobile Safari/537.36 UCBS/3.22.2.58_230313174137 NebulaSDK/1.8.100112 Nebula AlipayDefined(nt:WIFI,ws:393|0|2.75) AliApp(AP/10.3.96.8100) AlipayClient/10.3.96.8100 Language/zh-Hans useStatusBar/true isConcaveScreen/true Region/CN'],
  ['wechat', `${iphone} Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN`],
  ['wechat', `${android} XWEB/1160117 MMWEBSDK/20240301 MMWEBID/3628 MicroMessenger/8.0.48.2580(0x28003036) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64`],
  ['wechat', 'Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/86.0.4240.99 Safari/537.36 MicroMessenger/7.0.20.1781(0x6700143B) NetType/WIFI MiniProgramEnv/Windows WindowsWechat'],
  ['wechat', `${iphone} Mobile/15E148 wxwork/4.1.20 MicroMessenger/7.0.1 Language/zh ColorScheme/Light`],
  ['webview', `${iphone} Mobile/15E148 Weibo (iPhone14,5__weibo__14.5.0__iphone__os17.5.1)`],
  ['webview', `${android} Weibo (Xiaomi-M2102K1C__weibo__14.4.2__android__android13)`],
  ['webview', `${iphone} Mobile/15E148 QQ/9.0.30.614 V1_IPH_SQ_9.0.30_1_APP_A Pixel/1170 NetType/WIFI`],
  ['webview', `${iphone} Mobile/15E148 AliApp(DingTalk/7.5.20) com.laiwang.DingTalk/39567890 Channel/201200 language/zh-Hans-CN`],
  ['webview', `${iphone} Mobile/15E148 aweme_30.1.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/zh Region/CN`],
  ['webview', `${android} XiaoHongShu/8.38.0 NetType/WiFi`],
  ['webview', `${iphone} Mobile/15E148 Instagram 333.0.0.15.98 (iPhone14,5; iOS 17_5_1; en_HK; en; scale=3.00; 1170x2532; 603811862)`],
  ['webview', `${iphone} Mobile/15E148 [FBAN/FBIOS;FBAV/467.0.0.40.107;FBBV/602303160;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.5.1;FBSS/3;FBID/phone;FBLC/en_HK;FBOP/5]`],
  ['webview', `${iphone} Safari Line/14.8.0`],
  ['webview', android],
  ['phone', `${iphone} Version/17.5 Mobile/15E148 Safari/604.1`],
  ['phone', `${iphone} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1`],
  ['phone', 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36'],
  ['phone', 'Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0'],
  ['phone', 'Mozilla/5.0 (Linux; U; Android 13; zh-cn; M2102K1C Build/TKQ1.220829.002) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/109.0.5414.86 MQQBrowser/14.8 Mobile Safari/537.36 COVC/046811'],
  ['phone', 'Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Safari/537.36'],
  ['phone', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15', 5],
  ['desktop', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15', 0],
  ['desktop', `${windows} Chrome/126.0.0.0 Safari/537.36`],
  ['desktop', `${windows} Chrome/126.0.0.0 Safari/537.36`, 10],
  ['desktop', `${windows} Chrome/94.0.4606.71 Safari/537.36 Core/1.94.255.400 QQBrowser/12.6.5681.400`],
  ['desktop', 'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0'],
  ['desktop', ''],
];

/** A browser that stands there; Weibo for a webview. */
export function browserAt(place: AlipayPlace): () => BrowserMarks {
  const [, userAgent = '', maxTouchPoints = 0] = userAgents.find(([where]) => where === place) ?? [];
  return () => ({userAgent, maxTouchPoints});
}
