import type {Message} from './checkout.ts';
import {readMessages} from './checkout-reader.ts';
import {safeLink} from './link.ts';
import {loose, orElse} from './wire.ts';

export interface MerchantRefusal {
  readonly messages: readonly Message[];
  readonly continue_url?: string;
}

/** Why a merchant refused: a UCP error envelope, or a protocol error `{code, content}`. Never throws; no messages when it says nothing. */
export function readErrors(json: unknown): MerchantRefusal {
  const {messages, code, content, continue_url: address} = loose(json);
  const spoken = orElse(readMessages, [])(messages, '$.messages');
  const protocol: Message[] = typeof code === 'string' ? [{type: 'error', code, content: typeof content === 'string' ? content : code}] : [];
  return {messages: spoken.length ? spoken : protocol, continue_url: safeLink(address)};
}
