import {z} from 'zod';

const Token = z.object({access_token: z.string().min(1), expires_in: z.number(), scope: z.string().default('')});

export interface AccessToken {
  readonly token: string;
  /** Space-separated addresses of what it may do. */
  readonly scope: string;
}

export interface TokenOptions {
  /** Such as `https://api-m.paypal.com`; no trailing slash. */
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly fetch: typeof fetch;
  readonly clock: () => Date;
}

/** PayPal refuses the client id or its secret. The message holds neither. */
export class CredentialsRefused extends Error {
  override readonly name = 'CredentialsRefused';
}

/** A token is not used in the last minute of its life. */
const MARGIN = 60_000;

export interface TokenKeeper {
  /** Not bound to one caller's signal: others wait for the same answer. */
  get(): Promise<AccessToken>;
  /** PayPal has refused this token. */
  forget(token: AccessToken): void;
}

/** Asks for OAuth 2 access tokens and keeps the last one while it holds; those who ask at once share one request. */
export function tokenKeeper({apiUrl, clientId, clientSecret, fetch: send, clock}: TokenOptions): TokenKeeper {
  let kept: {readonly token: AccessToken; readonly until: number} | undefined;
  let asking: Promise<AccessToken> | undefined;

  const ask = async (): Promise<AccessToken> => {
    const response = await send(`${apiUrl}/v1/oauth2/token`, {
      method: 'POST', redirect: 'error', body: 'grant_type=client_credentials',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded',
      },
    });
    if (response.status === 401) throw new CredentialsRefused('PayPal does not know this client id with this secret');
    if (!response.ok) throw new Error(`PayPal answered ${response.status} to the request for a token`);
    const {access_token, expires_in, scope} = Token.parse(await response.json());
    const token = {token: access_token, scope};
    kept = {token, until: clock().getTime() + expires_in * 1000 - MARGIN};
    return token;
  };

  return {
    async get() {
      if (kept && clock().getTime() < kept.until) return kept.token;
      asking ??= ask().finally(() => { asking = undefined; });
      return asking;
    },
    forget({token}) {
      if (kept?.token.token === token) kept = undefined;
    },
  };
}
