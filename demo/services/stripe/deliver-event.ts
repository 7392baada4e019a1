import {createHmac} from 'node:crypto';
import {eventJson} from './api.ts';
import type {SimEvent} from './world.ts';

export interface Delivery {
  readonly url: string;
  readonly secret: string;
  /** Seconds since the epoch. */
  readonly now: number;
  readonly forged?: 'signature' | 'body' | 'amount' | 'account';
}

/** Posts an event, signed as Stripe signs; answers the status that came back, 0 when nothing did. */
export async function deliverEvent(event: SimEvent, delivery: Delivery): Promise<number> {
  const body = JSON.stringify(forge(event, delivery.forged));
  const secret = delivery.forged === 'signature' ? 'whsec_of_somebody_else' : delivery.secret;
  const signature = createHmac('sha256', secret).update(`${delivery.now}.${body}`).digest('hex');
  const headers = {'content-type': 'application/json; charset=utf-8', 'user-agent': 'Stripe/1.0 (simulated)', 'stripe-signature': `t=${delivery.now},v1=${signature}`};
  const sent = delivery.forged === 'body' ? body.replace('"livemode":false', '"livemode": false') : body;
  const response = await fetch(delivery.url, {method: 'POST', headers, body: sent}).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.status ?? 0;
}

function forge(event: SimEvent, how: Delivery['forged']): object {
  const genuine = eventJson(event);
  if (how === 'account') return {...genuine, account: 'acct_1SomebodyElse'};
  if (how !== 'amount') return genuine;
  return {...genuine, data: {object: {...event.object, amount: 1, amount_received: 1}}};
}
