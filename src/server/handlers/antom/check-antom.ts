import {randomBytes} from 'node:crypto';
import type {Finding} from '../payment-handler.ts';
import {checkNotifyAddress} from '../alipay/notify-address.ts';
import {belongTogether} from '../alipay/rsa-keys.ts';
import type {AntomOptions, AntomWallets} from './antom-options.ts';
import type {AntomAnswer, AntomGateway} from './gateway.ts';
import {isSandbox, NoAnswer} from './gateway.ts';
import {NOT_THERE} from './read-payment.ts';

/** Looks at keys, mode, currency and addresses, and asks Antom about a payment that nobody has made. Moves nothing. */
export async function checkAntom(
  gateway: AntomGateway, {mode}: AntomOptions, wallets: AntomWallets, {currency, notifyUrl}: {readonly currency: string; readonly notifyUrl: string}, signal: AbortSignal,
): Promise<readonly Finding[]> {
  return [checkKeys(gateway), checkMode(gateway, mode), checkCurrency(wallets, currency), checkNotifyAddress(notifyUrl, 'Antom'), await askGateway(gateway, signal)];
}

function checkKeys({privateKey, antomKey}: AntomGateway): Finding {
  if (!belongTogether(privateKey, antomKey)) return {level: 'ok', what: 'The merchant\'s private key and Antom\'s public key can be read and are two'};
  return {level: 'error', what: 'ANTOM_PUBLIC_KEY is the merchant\'s own public key', advice: 'Copy "Antom public key" from Antom Dashboard, Developer, API keys.'};
}

function checkMode({clientId, url}: AntomGateway, mode: 'test' | 'live'): Finding {
  if (isSandbox(clientId) === (mode === 'test')) return {level: 'ok', what: `Client ${clientId} is asked at ${new URL(url).host}, as a ${mode} shop must`};
  return {level: 'error', what: `A ${mode} shop has the client id ${clientId}`, advice: 'Ids of the sandbox begin with SANDBOX_, those of live clients do not.'};
}

function checkCurrency(wallets: AntomWallets, currency: string): Finding {
  const takers = Object.entries(wallets).filter(([, currencies]) => currencies?.includes(currency)).map(([wallet]) => wallet);
  if (takers.length) return {level: 'ok', what: `${takers.join(' and ')} take ${currency}`};
  return {level: 'error', what: `The shop sells in ${currency}, which none of its wallets takes`, advice: 'Name the currency under "wallets", if the contract with Antom has it.'};
}

const ADVICE: Readonly<Record<string, string>> = {
  INVALID_SIGNATURE: 'Upload the public half of ANTOM_PRIVATE_KEY in Antom Dashboard, and look whether "keyVersion" is its number.',
  KEY_NOT_FOUND: 'Upload the public half of ANTOM_PRIVATE_KEY in Antom Dashboard, and look whether "keyVersion" is its number.',
  INVALID_CLIENT: 'Look at the client id and the region.',
  CLIENT_FORBIDDEN_ACCESS_API: 'Ask Antom to open the payment interfaces for this client.',
};

async function askGateway(gateway: AntomGateway, signal: AbortSignal): Promise<Finding> {
  try {
    return about(await gateway.call('inquiryPayment', {paymentRequestId: `check_${randomBytes(12).toString('hex')}`}, signal));
  } catch (error) {
    return unanswered(error);
  }
}

function about({status, code, message}: AntomAnswer): Finding {
  if (status === 'S' || code === NOT_THERE) return {level: 'ok', what: 'Antom takes our signature, and we take Antom\'s'};
  return refusedWith(code, message);
}

const refusedWith = (code: string, message = ''): Finding =>
  ({level: 'error', what: `Antom refuses the client: ${code} ${message}`.trim(), advice: ADVICE[code] ?? 'Look up the code in Antom\'s documentation.'});

function unanswered(error: unknown): Finding {
  if (!(error instanceof NoAnswer)) return {level: 'error', what: 'Antom could not be reached', advice: 'Look at the region, and whether this machine may open connections to the gateway.'};
  if (error.code !== undefined && error.code !== NOT_THERE) return refusedWith(error.code);
  return {level: 'error', what: `${error.message}, as ANTOM_PUBLIC_KEY would have it`, advice: 'Copy Antom\'s public key anew: it differs between sandbox and live.'};
}
