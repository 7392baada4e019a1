import {chooseLocale} from '../src/words/locale.ts';
import {preferredLocales} from '../src/server/http/locale.ts';
import {policy} from './render.ts';

const words = {
  en: ['The shop is opening', 'One moment, please. This page goes on by itself.'],
  'zh-Hant': ['小店正在開門', '請稍候，本頁會自動繼續。'],
  'zh-Hans': ['小店正在开门', '请稍候，本页会自动继续。'],
} as const;

/** What is answered as long as the merchant's server is not there yet: people wait on a page in their language that looks again, programs are told when to ask again. */
export function openingPage(request: Request): Response {
  const wait = {'retry-after': '1', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff'};
  if (request.headers.get('accept')?.includes('text/html') !== true) return new Response('The shop is opening.', {status: 503, headers: {...wait, 'content-type': 'text/plain'}});
  const {searchParams, pathname, search} = new URL(request.url);
  const locale = chooseLocale(searchParams.get('lang'), ...preferredLocales(undefined, request.headers.get('accept-language')));
  const [title, text] = words[locale];
  const page = `<!doctype html>
<html lang="${locale}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title}</title>
  <link rel="icon" type="image/svg+xml" href="/assets/shop-icon.svg">
  <link rel="stylesheet" href="/assets/site.css">
  <link rel="stylesheet" href="/assets/lost.css">
</head>
<body>
<main class="wrap lost"><div role="status"><h1>${title}</h1><p class="quiet">${text}</p></div></main>
</body>
</html>
`;
  // The answer to a form stands at the form's address: looked at again, it sends nothing a second time.
  return new Response(page, {status: 503, headers: {...wait, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy, refresh: `1;url=${pathname}${search}`}});
}
