import type {Instrument} from '../commerce/instrument.ts';
import type {ServiceUnderTest} from './service.ts';

/** An instrument without what the kit gives it. */
export type BareInstrument = Omit<Instrument, 'id' | 'handler_id'>;

/** What the kit may do behind the counter, for rules that no buyer can play. */
export interface ShopControl {
  /** The merchant's number of the trade of a checkout; needed where the service knows of a trade only once the buyer comes. */
  tradeOf?(checkoutId: string): Promise<string | undefined>;
  /** Staff gives money back; minor units, everything when absent. */
  refund?(orderId: string, amount?: number): Promise<void>;
  /** How much of an order was given back by the shop's own books; minor units. */
  refunded?(orderId: string): Promise<number>;
  /** What is wrong in the shop's own books; empty when nothing is. */
  audit?(): Promise<readonly string[]>;
}

/** A running UCP server with the handler that is judged, and the service behind it. */
export interface HandlerWorld {
  /** Such as `https://shop.example`. */
  readonly origin: string;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** `UCP-Agent` profile that the server accepts; default: that of our tags. */
  readonly agent?: string;
  /** The handler's instance id in `ucp.payment_handlers`. */
  readonly handler: string;
  readonly service: ServiceUnderTest;
  /** Something that is ready to be paid for without delivery, in stock for a hundred sales. */
  readonly goods: {readonly id: string; readonly quantity?: number};
  /** Other things of the same kind, each sold once: such as one at 4.35, which loses a cent where somebody reckons with fractions. */
  readonly otherGoods?: readonly {readonly id: string; readonly quantity?: number}[];
  /** A new instrument, as its provider would hand it over; `id` and `handler_id` are the kit's. */
  instrument(): BareInstrument | Promise<BareInstrument>;
  /** An instrument that the service declines at once, where there is such a thing. */
  declined?(): BareInstrument | Promise<BareInstrument>;
  /** Lets about so many ms pass and the server do what is due. Default: waits, at most 3 s. */
  later?(ms: number): Promise<void>;
  /** ms after which an unpaid payment and its checkout have ended; needs a `later` that can skip them. */
  readonly expiry?: number;
  readonly control?: ShopControl;
  /** False: leaves the rule out that takes 12 s of real time. */
  readonly slow?: boolean;
}
