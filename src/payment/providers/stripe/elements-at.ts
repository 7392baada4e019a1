import type {Money} from '../../../commerce/money.ts';
import {sameMoney} from '../../../commerce/money.ts';
import {toStripeAmount} from '../../../commerce/stripe-amount.ts';
import {buyerLanguage} from '../../buyer-language.ts';
import type {Place} from '../../provider.ts';
import {appearanceAt, followTheme} from './appearance.ts';
import type {ElementsGroup, ElementsOptions, StripeJs} from './stripe-js.ts';
import {stripeAt} from './stripe-script.ts';
import {stripeConfig} from './stripe-shop.ts';

/** Stripe's elements in a frame, made for the total that stands beside them. */
export interface FrameElements {
  readonly stripe: StripeJs;
  readonly elements: ElementsGroup;
  readonly total: Money;
  /** Shows another total, and has it as `total` from then on; nothing to do when it is that already. Rejects when Stripe could not change it. */
  show(total: Money): Promise<void>;
  /** The total on the page has changed, or its language. Nothing happens without a total that Stripe can charge. */
  update(place: Place): void;
  release(): void;
}

const localeOf = (locale: string): ElementsOptions['locale'] => ({en: 'en', 'zh-Hans': 'zh', 'zh-Hant': 'zh-HK'} as const)[buyerLanguage(locale)];

/** Throws when there is nothing that Stripe could charge yet. */
export function elementsAt(frame: HTMLElement, place: Place): FrameElements {
  const stripe = stripeAt(place);
  let total = chargedAt(place);
  if (!total) throw new Error('There is no total that Stripe can charge');
  const {methods = []} = stripeConfig(place.handlers) ?? {};
  const elements = stripe.elements({
    mode: 'payment', ...inStripe(total), locale: localeOf(place.locale), allowedPaymentMethodTypes: [...methods], appearance: appearanceAt(frame),
  });
  const change = async (next: Money, more: {locale?: ElementsOptions['locale']} = {}): Promise<void> => {
    const before = total;
    total = next;
    try {
      await elements.update({...inStripe(next), ...more});
    } catch (error) {
      if (total === next) total = before;
      throw error;
    }
  };
  const release = followTheme(() => void elements.update({appearance: appearanceAt(frame)}));
  return {
    stripe, elements, release,
    get total() {
      return total as Money;
    },
    show: async (next) => (sameMoney(next, total as Money) ? undefined : change(next)),
    update(now) {
      const next = chargedAt(now);
      // A press makes up for it, or says that it cannot.
      if (next) change(next, {locale: localeOf(now.locale)}).catch(() => undefined);
    },
  };
}

const chargedAt = ({total}: Place): Money | undefined => (total && toStripeAmount(total) ? total : undefined);

/** Throws `RangeError` for what Stripe cannot charge, which `available` refuses. */
export function inStripe(total: Money): {amount: number; currency: string} {
  const amount = toStripeAmount(total);
  if (!amount) throw new RangeError(`Stripe cannot charge ${total.amount} minor units of ${total.currency}`);
  return {amount, currency: total.currency.toLowerCase()};
}
