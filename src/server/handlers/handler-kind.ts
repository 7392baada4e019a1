import type {z} from 'zod';
import type {Log} from '../services.ts';
import type {PaymentHandler} from './payment-handler.ts';

/** A secret that a service needs: read from the environment, never from the settings file. */
export interface SecretVariable {
  /** Such as `STRIPE_SECRET_KEY`. */
  readonly variable: string;
  /** What it is and where the service's dashboard shows it, for the person who must set it. */
  readonly what: string;
  readonly required: boolean;
}

export interface HandlerContext {
  readonly mode: 'test' | 'live';
  /** The shop's currency, ISO 4217. */
  readonly currency: string;
  /** Public origin of this server. */
  readonly origin: string;
  readonly log: Log;
  readonly clock: () => Date;
}

/**
 * A payment service that the settings file can name: `"payments": [{"type": "stripe", …}]`. `settings` reads the entry
 * without its `type`; `open` gets it with the values of the secrets, by variable, and throws a sentence for a person
 * when something does not fit.
 */
export interface HandlerKind<Settings = unknown> {
  readonly type: string;
  readonly settings: z.ZodType<Settings>;
  readonly secrets: readonly SecretVariable[];
  open(settings: Settings, secrets: Readonly<Record<string, string>>, context: HandlerContext): Promise<PaymentHandler>;
}
