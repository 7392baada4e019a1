import {crc32, deflateSync} from 'node:zlib';

/** What a browser fetches to find and install the app: two manifests, an icon, a service worker and the page in its window. */
export const worker = `
let settle;
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('canmakepayment', (event) => event.respondWith(true));
self.addEventListener('paymentrequest', (event) => {
  const {total, methodData, topOrigin} = event;
  event.respondWith(new Promise((resolve, reject) => {
    settle = ({token}) => token ? resolve({methodName: methodData[0].supportedMethods, details: {token}}) : reject(new DOMException('The buyer closed the app', 'AbortError'));
    const query = new URLSearchParams({value: total.value, currency: total.currency, payee: topOrigin});
    event.openWindow('/app/approve?' + query).then((opened) => opened || reject(new DOMException('No window', 'AbortError')), reject);
  }));
});
self.addEventListener('message', ({data}) => settle && settle(data));
`;

export const approveScript = `
const asked = Object.fromEntries(new URLSearchParams(location.search));
document.querySelector('#sum').textContent = asked.currency + ' ' + asked.value;
document.querySelector('#payee').textContent = new URL(asked.payee).host;
const tell = async (answer) => {
  const {active} = await navigator.serviceWorker.ready;
  active.postMessage(answer);
};
document.querySelector('#approve').addEventListener('click', async () => {
  const answer = await fetch('/app/consents', {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(asked)});
  tell(answer.ok ? await answer.json() : {});
});
document.querySelector('#decline').addEventListener('click', () => tell({}));
`;

export const approvePage = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Pocket</title>
<link rel="stylesheet" href="/app/approve.css"><script type="module" src="/app/approve.js"></script>
<main><p class="mark">Pocket <small>a simulated wallet: no money moves</small></p><p>Pay <b id="payee"></b></p><p class="sum" id="sum"></p>
<button id="approve">Pay</button><button id="decline" class="plain">Not now</button></main></html>`;

export const approveStyle = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
main { max-inline-size: 22rem; margin: 8vh auto; padding: 0 1rem; display: grid; gap: .75rem }
.mark { font-weight: 600 } small { display: block; font-weight: 400; opacity: .7 }
.sum { font-size: 2rem; font-variant-numeric: tabular-nums; margin: 0 }
button { min-block-size: 44px; border: 1px solid; border-radius: 8px; font: inherit; background: CanvasText; color: Canvas; cursor: pointer }
.plain { background: none; color: inherit; border-color: transparent }
`;

export const methodManifest = (origin: string): object => ({default_applications: [`${origin}/app/manifest.json`], supported_origins: [origin]});

export const appManifest = {
  name: 'Pocket', short_name: 'Pocket', start_url: '/app/', scope: '/app/',
  icons: [{src: '/app/icon.png', sizes: '48x48', type: 'image/png'}],
  serviceworker: {src: '/app/worker.js', scope: '/app/', use_cache: false},
};

/** A plain square, as a PNG of 48 by 48 px. */
export function icon(): Uint8Array {
  const size = 48;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(size * 3, Buffer.from([0x1f, 0x6f, 0x5c]))]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.concat(Array.from({length: size}, () => row)))), chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
