import type {CheckoutExtension, Message} from '../../commerce/checkout.ts';
import type {PricedSale} from './priced.ts';
import type {Shortage} from './stock.ts';
import {moneyWords} from './words.ts';

type Standing = CheckoutExtension['payment'];

/** What a checkout says about how its payment stands; put into every answer, so that a later GET says the same. */
export function messagesAbout(standing: Standing, locale: string): readonly Message[] {
  const words = moneyWords(locale);
  switch (standing.status) {
    case 'none':
    case 'paid':
      return [];
    case 'acting':
      return [{type: 'error', code: 'requires_wallet', content: words.requires_wallet, severity: 'requires_buyer_input'}];
    case 'confirming':
    case 'late_paid':
      return [{type: 'info', code: 'payment_confirming', content: words.payment_confirming}];
    case 'declined':
    case 'failed':
      return [{type: 'error', code: 'payment_failed', content: words.payment_failed, severity: 'recoverable'}];
    case 'cancelled':
      return [{type: 'info', code: 'payment_cancelled', content: words.payment_cancelled}];
    case 'expired':
      return [{type: 'info', code: 'payment_expired', content: words.payment_expired}];
    case 'held':
      return [{type: 'warning', code: 'payment_held', content: words.payment_held}];
    case 'refunding':
      return [{type: 'warning', code: 'payment_refunding', content: words.payment_refunding}];
    case 'refunded':
      return [{type: 'info', code: 'payment_refunded', content: words.payment_refunded}];
  }
}

/** One message a line that is short of stock. */
export function shortageMessages(priced: PricedSale, short: readonly Shortage[], locale: string): readonly Message[] {
  const words = moneyWords(locale);
  return priced.line_items.flatMap((line, at): Message[] => {
    const shortage = short.find(one => one.variantId === line.item.id);
    if (!shortage) return [];
    return [{type: 'error', code: 'out_of_stock', path: `$.line_items[${at}]`, content: words.out_of_stock(shortage.left), severity: 'recoverable'}];
  });
}

export function refusal(
  code: 'total_changed' | 'invalid_instrument' | 'checkout_expired' | 'not_ready', locale: string, path?: string,
): readonly Message[] {
  return [{type: 'error', code, ...(path === undefined ? {} : {path}), content: moneyWords(locale)[code], severity: 'recoverable'}];
}
