import type {KeyObject} from 'node:crypto';
import {z} from 'zod';
import {readPrivateKey, readPublicKey} from '../alipay/rsa-keys.ts';
import type {AntomOptions} from './antom-options.ts';
import {ANTOM_GATEWAYS} from './antom-options.ts';
import {isSigned, signatureHeader} from './signature.ts';

export type Operation = 'pay' | 'inquiryPayment' | 'cancel' | 'refund' | 'inquiryRefund';

/** `S` done, `F` refused, `U` not known (yet). It says how the call went; only with some calls that is how the money went. */
export interface AntomAnswer {
  readonly status: 'S' | 'F' | 'U';
  readonly code: string;
  readonly message: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface AntomGateway {
  readonly url: string;
  readonly clientId: string;
  readonly privateKey: KeyObject;
  readonly antomKey: KeyObject;
  /** Throws `NoAnswer` when there is no answer, or none that Antom signed. */
  call(operation: Operation, body: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<AntomAnswer>;
}

/** `code`: what an answer without a good signature says of itself; good for advice, and never believed. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly code: string | undefined;
  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

const Body = z.looseObject({result: z.looseObject({resultStatus: z.enum(['S', 'F', 'U']), resultCode: z.string(), resultMessage: z.string().optional()})});

/** Throws `KeyProblem` for keys that cannot be used. */
export function openGateway(options: AntomOptions): AntomGateway {
  const {clientId, region = 'asia', gateway: url = ANTOM_GATEWAYS[region], keyVersion = 1, timeout = 4000, fetch: send = fetch, clock = () => new Date()} = options;
  const privateKey = readPrivateKey(options.privateKey, 'ANTOM_PRIVATE_KEY');
  const antomKey = readPublicKey(options.antomPublicKey, 'ANTOM_PUBLIC_KEY');
  return {
    url,
    clientId,
    privateKey,
    antomKey,
    async call(operation, body, signal) {
      const path = pathOf(clientId, operation);
      const message = {path, clientId, time: String(clock().getTime()), body: JSON.stringify(body)};
      const headers = {
        'content-type': 'application/json; charset=UTF-8', 'client-id': clientId, 'request-time': message.time, signature: signatureHeader(message, privateKey, keyVersion)};
      const response = await send(url + path, {
        method: 'POST', headers, body: message.body, redirect: 'error', signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)])});
      return readAnswer(response, await response.text(), {path, clientId}, antomKey);
    },
  };
}

/** The sandbox has paths of its own; which of the two is asked follows from the client id, so test and live cannot mix. */
export const pathOf = (clientId: string, operation: Operation): string => `/ams/${isSandbox(clientId) ? 'sandbox/' : ''}api/v1/payments/${operation}`;

export const isSandbox = (clientId: string): boolean => clientId.startsWith('SANDBOX_');

/** Antom's own packages let an answer pass that has no signature; anybody between could write such a one. */
function readAnswer(response: Response, text: string, {path, clientId}: {path: string; clientId: string}, key: KeyObject): AntomAnswer {
  const {success, data} = Body.safeParse(parsed(text));
  const code = success ? data.result.resultCode : undefined;
  if (!response.ok) throw new NoAnswer(`Antom answered ${response.status}`, code);
  // Our client id is part of what is signed: an answer to somebody else has another signature.
  if (!isSigned({path, clientId, time: response.headers.get('response-time') ?? '', body: text}, response.headers.get('signature'), key)) throw new NoAnswer('The answer does not have the signature of Antom', code);
  if (!success) throw new NoAnswer('The answer cannot be read');
  const {resultStatus, resultCode, resultMessage = ''} = data.result;
  return {status: resultStatus, code: resultCode, message: resultMessage, body: data};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
