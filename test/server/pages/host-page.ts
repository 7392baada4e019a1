import type {Site} from '../../harness/static-site.ts';
import {startSite} from '../../harness/static-site.ts';

/** What a host's page has heard, and from where. */
export interface Heard {
  readonly from: string;
  readonly channel: 'window' | 'port';
  readonly message: {readonly id?: string; readonly method?: string; readonly params?: Record<string, unknown>};
}

/**
 * A host of the Embedded Checkout Protocol, written from its specification alone. `?checkout=` is framed, twice with `&twice`; `#open` opens `?checkout=` in a
 * window. `&answer=port|plain|error|never` is how it answers to `ec.ready`.
 */
const script = `
const params = new URLSearchParams(location.search);
const checkout = params.get('checkout');
const shop = new URL(checkout).origin;
const answer = params.get('answer') ?? 'port';
globalThis.heard = [];
globalThis.wrong = [];
globalThis.shown = [];
addEventListener('securitypolicyviolation', event => wrong.push(event.effectiveDirective + ' ' + event.blockedURI));
const success = {ucp: {version: '2026-04-08', status: 'success'}};
const reply = (message, port, send) => {
  if (message.id === undefined) return;
  if (message.method === 'ec.window.open_request') return shown.push(message.params.url), send({jsonrpc: '2.0', id: message.id, result: success});
  if (message.method === 'ec.fulfillment.address_change_request') {
    const home = {id: 'home', first_name: 'Mei', last_name: 'Chan', street_address: '12 Hollywood Road', address_locality: 'Central', address_country: 'HK'};
    const fulfillment = {methods: [{id: 'm1', type: 'shipping', line_item_ids: [], selected_destination_id: 'home', destinations: [home]}]};
    return send({jsonrpc: '2.0', id: message.id, result: {...success, checkout: {fulfillment}}});
  }
  if (message.method !== 'ec.ready') return send({jsonrpc: '2.0', id: message.id, error: {code: -32601, message: 'Method not found.'}});
  if (answer === 'never') return;
  if (answer === 'error') {
    const refusal = {type: 'error', code: 'security_error', content: 'No.', severity: 'unrecoverable'};
    return send({jsonrpc: '2.0', id: message.id, result: {ucp: {version: '2026-04-08', status: 'error'}, messages: [refusal]}});
  }
  if (port || answer === 'plain') return send({jsonrpc: '2.0', id: message.id, result: success});
  const {port1, port2} = new MessageChannel();
  port1.onmessage = event => {
    heard.push({from: 'port', channel: 'port', message: event.data});
    reply(event.data, port1, one => port1.postMessage(one));
  };
  send({jsonrpc: '2.0', id: message.id, result: {...success, upgrade: {port: port2}}}, [port2]);
};
const windows = () => [...document.querySelectorAll('iframe')].map(frame => frame.contentWindow).concat(globalThis.popup ?? []);
addEventListener('message', event => {
  const from = windows().indexOf(event.source);
  if (from < 0 || event.origin !== shop) return wrong.push('message of ' + event.origin);
  heard.push({from: String(from), channel: 'window', message: event.data});
  reply(event.data, undefined, (one, transfer = []) => event.source.postMessage(one, event.origin, transfer));
});
const frame = address => {
  const one = document.createElement('iframe');
  one.title = 'Checkout';
  one.setAttribute('sandbox', 'allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox');
  one.src = address;
  document.body.append(one);
};
if (params.has('frame')) frame(checkout);
if (params.has('twice')) frame(params.get('twice'));
document.querySelector('#open').addEventListener('click', () => { globalThis.popup = open(checkout, '_blank', 'popup,width=700,height=900'); });
`;

const html = '<!doctype html><html lang="en"><title>A page</title><link rel="stylesheet" href="/page.css"><button id="open">Buy</button><script src="/host.js" defer></script>';
const css = 'body { margin: 0 } #open { position: absolute; right: 0; top: 0 } iframe { display: block; width: 900px; height: 1400px; border: 0 }';

export function startHostPage(): Promise<Site> {
  const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src http://localhost:*; require-trusted-types-for 'script'; trusted-types 'none'`;
  return startSite({'/': html, '/page.css': css, '/host.js': script}, {'content-security-policy': policy});
}
