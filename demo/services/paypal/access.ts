import {randomBytes} from 'node:crypto';

/** The clients that the service knows, and their tokens. */
export class Credentials {
  readonly #clientId: string;
  readonly #clientSecret: string;
  readonly #tokens = new Set<string>();
  /** Space-separated. */
  scope = 'https://uri.paypal.com/services/payments/payment https://uri.paypal.com/services/disputes/read-seller https://uri.paypal.com/services/applications/webhooks';
  /** How many tokens were asked for. */
  asked = 0;
  /** The next requests for a token fail. */
  failing = 0;

  constructor(clientId: string, clientSecret: string) {
    this.#clientId = clientId;
    this.#clientSecret = clientSecret;
  }

  async token(request: Request): Promise<Response> {
    this.asked++;
    if (this.failing > 0) {
      this.failing--;
      return new Response(null, {status: 503});
    }
    const expected = `Basic ${Buffer.from(`${this.#clientId}:${this.#clientSecret}`).toString('base64')}`;
    const fields = new URLSearchParams(await request.text());
    if (request.headers.get('authorization') !== expected) {
      return Response.json({error: 'invalid_client', error_description: 'Client Authentication failed'}, {status: 401});
    }
    if (fields.get('grant_type') !== 'client_credentials') return Response.json({error: 'unsupported_grant_type'}, {status: 400});
    const token = `A21AA${randomBytes(24).toString('base64url')}`;
    this.#tokens.add(token);
    return Response.json({scope: this.scope, access_token: token, token_type: 'Bearer', app_id: 'APP-SIMULATED', expires_in: 32_400, nonce: 'n'});
  }

  admits(authorization: string | undefined): boolean {
    return this.#tokens.has(authorization?.replace(/^Bearer /, '') ?? '');
  }

  /** Every token that was given out is taken back. */
  revoke(): void {
    this.#tokens.clear();
  }
}
