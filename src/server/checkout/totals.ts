import type {Total} from '../../commerce/checkout.ts';
import type {PricedDiscounts} from '../discount/price-discounts.ts';
import type {Wording} from './wording.ts';

/** Named amounts in minor units. */
type Parts = readonly {readonly title: string; readonly amount: number}[];

/** Every total of a cart or checkout; all but the last add up to the last. Amounts are minor units. */
export function totalsOf(subtotal: number, charges: Parts, {applied, reckoned}: Pick<PricedDiscounts, 'applied' | 'reckoned'>, words: Wording): readonly Total[] {
  const named = reckoned.map((one, at) => ({title: applied[at]?.title ?? '', onDelivery: one.delivery, onGoods: one.amount - one.delivery}));
  const parts: readonly Total[] = [
    {type: 'subtotal', display_text: words.say('subtotal'), amount: subtotal},
    ...reduction('items_discount', words.say('discounts'), named.map(({title, onGoods}) => ({title, amount: onGoods}))),
    ...charges.map(({title, amount}) => ({type: 'fulfillment', display_text: title, amount})),
    ...reduction('discount', words.say('discounts'), named.map(({title, onDelivery}) => ({title, amount: onDelivery}))),
  ];
  return [...parts, {type: 'total', display_text: words.say('total'), amount: parts.reduce((sum, {amount}) => sum + amount, 0)}];
}

/** One entry: by its name when it is one discount, else with what it is made of. */
function reduction(type: 'items_discount' | 'discount', several: string, all: Parts): readonly Total[] {
  const parts = all.filter(({amount}) => amount > 0);
  const [first] = parts;
  if (!first) return [];
  if (parts.length === 1) return [{type, display_text: first.title, amount: -first.amount}];
  return [{
    type, display_text: several, amount: -parts.reduce((sum, {amount}) => sum + amount, 0),
    lines: parts.map(({title, amount}) => ({display_text: title, amount: -amount})),
  }];
}
