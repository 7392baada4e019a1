import {randomBytes} from 'node:crypto';
import {Refusal} from './books.ts';
import {refusal} from './cashier-pages.ts';
import type {Desk} from './desk.ts';
import {methods, operationOf, withoutCode} from './gateway-api.ts';
import type {Reply} from './loopback-server.ts';
import {isSignedRequest, signText} from './signatures.ts';
import {SLOW, wait} from './trouble.ts';
import type {Fields} from './wire.ts';
import {readOrder} from './wire.ts';

/** Methods whose address a browser opens. */
const PAGES: Readonly<Record<string, string>> = {'alipay.trade.page.pay': 'FAST_INSTANT_TRADE_PAY', 'alipay.trade.wap.pay': 'QUICK_WAP_WAY'};

export async function answerGateway(desk: Desk, request: Request): Promise<Reply> {
  const fields = {...Object.fromEntries(new URL(request.url).searchParams), ...Object.fromEntries(new URLSearchParams(await request.text()))};
  const method = fields['method'] ?? '';
  desk.calls[method] = (desk.calls[method] ?? 0) + 1;
  const product = PAGES[method];
  return product === undefined ? answerServer(desk, method, fields) : openPage(desk, fields, product);
}

/** Checks the request as the gateway does: the app, the algorithm, the signature, Beijing's time. */
function admit({appId, appKey, clock}: Desk, fields: Fields): void {
  if (fields['app_id'] !== appId) throw new Refusal('isv.invalid-app-id');
  if (!isSignedRequest(fields, appKey)) throw new Refusal('isv.invalid-signature');
  const ahead = Date.parse(`${(fields['timestamp'] ?? '').replace(' ', 'T')}+08:00`) - clock().getTime();
  // A signed address may be opened as late as its trade may be paid.
  if (!(ahead < 15 * 60_000) || (ahead < -15 * 60_000 && !Object.hasOwn(PAGES, fields['method'] ?? ''))) throw new Refusal('isv.invalid-timestamp');
  if (fields['version'] !== '1.0' || fields['charset'] !== 'utf-8') throw new Refusal('isv.invalid-charset');
}

function openPage(desk: Desk, fields: Fields, product: string): Response {
  try {
    admit(desk, fields);
    const order = readOrder(fields, product);
    const place = randomBytes(12).toString('hex');
    desk.cashiers.set(place, order);
    return new Response(null, {status: 302, headers: {location: `/cashier/${place}`}});
  } catch (error) {
    return refusal(error instanceof Refusal ? error.subCode : String(error));
  }
}

async function answerServer(desk: Desk, method: string, fields: Fields): Promise<Reply> {
  const trouble = desk.troubles.take(operationOf[method]);
  if (trouble === 'down') return new Response('busy', {status: 500});
  if (trouble === 'unknown-code') return signed(desk, method, failure('ACQ.SOMETHING_NEW'));
  const answer = signed(desk, method, await outcome(desk, method, fields));
  if (trouble === 'slow') await wait(SLOW);
  return trouble === 'answer-lost' ? 'lost' : answer;
}

async function outcome(desk: Desk, method: string, fields: Fields): Promise<Readonly<Record<string, unknown>>> {
  try {
    admit(desk, fields);
    const scripted = desk.refusals.find((one) => one.method === method);
    if (scripted && scripted.after-- === 0) {
      desk.refusals.splice(desk.refusals.indexOf(scripted), 1);
      throw new Refusal(scripted.subCode);
    }
    const act = methods[method];
    if (!act) throw new Refusal('isv.invalid-method');
    const answer = act(desk, fields);
    return withoutCode.includes(method) ? answer : {code: '10000', msg: 'Success', ...answer};
  } catch (error) {
    if (error instanceof Refusal) return failure(error.subCode);
    throw error;
  }
}

const failure = (subCode: string): Readonly<Record<string, unknown>> =>
  ({code: subCode.startsWith('isv.') ? '40002' : '40004', msg: 'Business Failed', sub_code: subCode, sub_msg: `Simulated: ${subCode}`});

/** Alipay signs the text of the answer as it stands, slashes escaped. */
function signed({key}: Desk, method: string, body: Readonly<Record<string, unknown>>): Response {
  const text = JSON.stringify(body).replaceAll('/', '\\/');
  return new Response(`{"${method.replaceAll('.', '_')}_response":${text},"sign":"${signText(text, key)}"}`, {headers: {'content-type': 'application/json;charset=utf-8'}});
}
