import type {HandlerKind} from './handler-kind.ts';

/** The services that the settings file can name; each is loaded only when it is. */
export const handlerKinds: Readonly<Record<string, () => Promise<HandlerKind>>> = {
  stripe: async () => (await import('./stripe/stripe-kind.ts')).stripeKind,
};
