import {randomBytes} from 'node:crypto';
import type {Finding} from '../payment-handler.ts';
import type {AlipayOptions} from './alipay-options.ts';
import {LIVE_GATEWAY} from './alipay-options.ts';
import type {Answer, Gateway} from './gateway.ts';
import {NOT_THERE, SUCCESS} from './read-trade.ts';
import {belongTogether} from './rsa-keys.ts';
import {checkNotifyAddress} from './notify-address.ts';

/** Looks at keys, mode, currency and addresses, and asks Alipay about a trade that nobody has made. Moves nothing. */
export async function checkAlipay(gateway: Gateway, options: AlipayOptions, {currency, notifyUrl}: {readonly currency: string; readonly notifyUrl: string}): Promise<readonly Finding[]> {
  return [
    ...checkKeys(gateway),
    checkMode(gateway, options),
    currency === 'CNY'
      ? {level: 'ok', what: 'The shop sells in CNY, which is all that Alipay in mainland China takes'}
      : {level: 'error', what: `The shop sells in ${currency}, and Alipay in mainland China takes CNY only`, advice: 'Take Antom for other currencies, or sell in CNY.'},
    checkNotifyAddress(notifyUrl, 'Alipay'),
    await askGateway(gateway),
  ];
}

function checkKeys({privateKey, alipayKey}: Gateway): readonly Finding[] {
  if (!belongTogether(privateKey, alipayKey)) return [{level: 'ok', what: 'The app\'s private key and Alipay\'s public key can be read and are two'}];
  return [{
    level: 'error', what: 'ALIPAY_PUBLIC_KEY is the public key of the app itself',
    advice: 'On the open platform, under the app\'s signing settings, copy "Alipay public key" (支付宝公钥), not "application public key" (应用公钥).'}];
}

function checkMode({url}: Gateway, {mode, appId}: AlipayOptions): Finding {
  const live = url === LIVE_GATEWAY;
  if (live === (mode === 'live')) return {level: 'ok', what: `App ${appId} is asked at ${new URL(url).host}, as a ${mode} shop must`};
  return {level: 'error', what: `A ${mode} shop asks ${new URL(url).host}`, advice: 'Leave out "gateway": the right one belongs to the mode.'};
}

async function askGateway(gateway: Gateway): Promise<Finding> {
  try {
    return about(await gateway.call('alipay.trade.query', {biz: {out_trade_no: `check_${randomBytes(12).toString('hex')}`}}));
  } catch (error) {
    return unanswered(error);
  }
}

const ADVICE: Readonly<Record<string, string>> = {
  'isv.invalid-signature': 'Upload the public half of ALIPAY_PRIVATE_KEY as the app\'s public key (应用公钥) on the open platform.',
  'isv.invalid-app-id': 'Look at the app id: sandbox and live have different ones.',
  'isv.insufficient-isv-permissions': 'Sign for a payment product and add it to the app on the open platform.',
  'isv.insufficient-user-permissions': 'Sign for a payment product and add it to the app on the open platform.',
  'isv.app-unbind-partner': 'Bind the app to the merchant\'s account on the open platform.',
};

function about({code, subCode, message}: Answer): Finding {
  if (code === SUCCESS || subCode === NOT_THERE) return {level: 'ok', what: 'Alipay takes our signature, and we take Alipay\'s'};
  return {level: 'error', what: `Alipay refuses the app: ${code} ${subCode} ${message}`.trim(), advice: ADVICE[subCode] ?? 'Look up the code in the open platform\'s documentation.'};
}

/** The package's error carries the answer whose signature did not hold; Alipay does not sign some refusals. */
function unanswered(error: unknown): Finding {
  const raw = (error as {responseDataRaw?: unknown}).responseDataRaw;
  const [, refusal] = /"sub_code":\s*"([\w.-]+)"/.exec(typeof raw === 'string' ? raw : '') ?? [];
  if (refusal && refusal !== NOT_THERE) return {level: 'error', what: `Alipay refuses the app: ${refusal}`, advice: ADVICE[refusal] ?? 'Look up the code in the open platform\'s documentation.'};
  if (typeof raw === 'string' && raw.includes('_response')) {
    return {level: 'error', what: 'Alipay answered, and its signature does not fit ALIPAY_PUBLIC_KEY', advice: 'Copy "Alipay public key" (支付宝公钥) anew: it differs between sandbox and live, and between apps.'};
  }
  return {level: 'error', what: 'Alipay could not be reached', advice: 'Look whether this machine may open connections to the gateway.'};
}
