import type {Finding} from '../payment-handler.ts';

/** Whether a service on the internet could call this address. */
export function checkNotifyAddress(notifyUrl: string, service: string): Finding {
  const {protocol, hostname} = new URL(notifyUrl);
  const lost = 'payments are then found by asking, up to a minute late';
  if (isPrivate(hostname)) {
    return {level: 'warning', what: `${service} cannot reach ${notifyUrl} from outside; ${lost}`, advice: 'Set "origin" to the public https address of this server.'};
  }
  if (protocol !== 'https:') return {level: 'warning', what: `${notifyUrl} is not https`, advice: 'Put a proxy with a certificate before this server and set "origin".'};
  return {level: 'ok', what: `${service} is told to notify ${notifyUrl}; whether it can, shows with the first payment`};
}

function isPrivate(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '');
  if (/^(localhost|.*\.(localhost|local|internal|test|example|invalid))$/.test(name)) return true;
  return /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(name) || /^(::1?$|f[cd]|fe80:)/i.test(name);
}
