import {parseItems} from '../src/commerce/item.ts';
import {TAG_PROFILE_URL} from '../src/commerce/ucp.ts';

type Ask = (request: Request) => Promise<Response>;

/**
 * `GET /buy/<items>`: where the link inside a tag leads when the tag cannot act. Opens a checkout, which reserves and charges nothing, and
 * sends the buyer to its hosted page. `undefined` when there is nothing to buy under that address.
 */
export async function followBuyLink(items: string, request: Request, ask: Ask): Promise<Response | undefined> {
  const {origin} = new URL(request.url);
  const answer = await ask(new Request(`${origin}/ucp/checkout-sessions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
      'ucp-agent': `profile="${TAG_PROFILE_URL}"`,
      'accept-language': request.headers.get('accept-language') ?? 'en',
    },
    body: JSON.stringify({line_items: lineItems(items)}),
  }));
  const {continue_url: page} = await answer.json() as {continue_url?: unknown};
  return typeof page === 'string' ? new Response(null, {status: 303, headers: {location: page, 'cache-control': 'no-store'}}) : undefined;
}

function lineItems(items: string): unknown {
  try {
    return parseItems(items).map(({id, quantity}) => ({item: {id}, quantity}));
  } catch {
    return [];
  }
}
