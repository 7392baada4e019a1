import type {AccessToken, TokenOptions} from './access-token.ts';
import {tokenKeeper} from './access-token.ts';

export interface PayPalRequest {
  readonly method: string;
  /** With its query, such as `/v2/checkout/orders/5O19`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface PayPalReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Everything that is said to PayPal's REST interface goes through here, whoever says it. */
export interface Transport {
  /** Rejects when there is no answer. Any status is an answer; with a token that PayPal does not know any more it asks once again. */
  send(request: PayPalRequest): Promise<PayPalReply>;
  /** A GET or, with `body`, a POST of JSON. Throws for every answer that is not 2xx or among `also`. */
  json(path: string, call: {readonly signal?: AbortSignal; readonly body?: string; readonly also?: readonly number[]}): Promise<{status: number; body: unknown}>;
  token(): Promise<AccessToken>;
}

/** For how long a call may take that nobody else bounds, in ms. */
const LONGEST = 10_000;

export function openTransport(options: TokenOptions): Transport {
  const {apiUrl, fetch: send} = options;
  const tokens = tokenKeeper(options);

  const once = async ({method, path, headers, body, signal}: PayPalRequest, {token}: AccessToken): Promise<PayPalReply> => {
    const response = await send(`${apiUrl}${path}`, {
      method, redirect: 'error', signal: signal ?? AbortSignal.timeout(LONGEST),
      headers: {accept: 'application/json', ...headers, authorization: `Bearer ${token}`}, ...(body === undefined ? {} : {body}),
    });
    return {status: response.status, headers: response.headers, text: await response.text()};
  };

  const transport: Transport = {
    token: () => tokens.get(),
    async send(request) {
      const token = await tokens.get();
      const reply = await once(request, token);
      if (reply.status !== 401) return reply;
      // Taken back before its time: nothing was done, so the same request may be made again.
      tokens.forget(token);
      return once(request, await tokens.get());
    },
    async json(path, {signal, body, also = []}) {
      const reply = await transport.send({
        method: body === undefined ? 'GET' : 'POST', path, ...(signal ? {signal} : {}), ...(body === undefined ? {} : {body, headers: {'content-type': 'application/json'}})});
      const fine = (reply.status >= 200 && reply.status < 300) || also.includes(reply.status);
      if (!fine) throw new Error(`PayPal answered ${reply.status} to ${path.replace(/\?.*/, '')}`);
      return {status: reply.status, body: JSON.parse(reply.text) as unknown};
    },
  };
  return transport;
}
