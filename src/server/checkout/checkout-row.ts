import type {
  Buyer, CheckoutStatus, Fulfillment, FulfillmentRequest, LineItem, Message, PostalAddress, Total,
} from '../../commerce/checkout.ts';
import type {Queryable} from '../database/database.ts';
import type {StoredDiscount} from '../discount/price-discounts.ts';

/** What the platform sent last, with line ids: a full replacement at every update. */
export interface StoredRequest {
  readonly line_items: readonly RequestedLine[];
  readonly buyer?: Buyer;
  readonly context?: StoredContext;
  readonly fulfillment?: FulfillmentRequest;
  readonly attribution?: Readonly<Record<string, string>>;
  readonly discounts?: {readonly codes: readonly string[]};
}

export interface RequestedLine {
  readonly id: string;
  readonly item: {readonly id: string};
  readonly quantity: number;
}

export interface StoredContext extends Pick<PostalAddress, 'address_country' | 'address_region' | 'postal_code'> {
  readonly language?: string;
  readonly currency?: string;
  /** What the buyer claims to be entitled to. */
  readonly eligibility?: readonly string[] | undefined;
}

/** `checkouts.priced`: the checkout as it was priced last, in its own language. */
export interface Priced {
  readonly line_items: readonly LineItem[];
  readonly totals: readonly Total[];
  readonly fulfillment?: Fulfillment;
  readonly needs_delivery: boolean;
  readonly ships_to?: readonly string[];
  /** What is taken off; absent when nothing is. */
  readonly discounts?: readonly StoredDiscount[];
  readonly messages: readonly Message[];
  /** Why a canceled checkout ended. */
  readonly ended?: 'canceled' | 'expired';
}

/** A row of `checkouts`. */
export interface CheckoutRow {
  readonly id: string;
  readonly status: CheckoutStatus;
  readonly mode: 'test' | 'live';
  /** `platform:<name>` after its API key was checked, else `profile:<url>`. */
  readonly caller: string;
  /** The profile URL that the platform named. */
  readonly platform: string | null;
  readonly currency: string;
  readonly request: StoredRequest;
  readonly priced: Priced;
  readonly total: number;
  readonly locale: string;
  readonly cart_id: string | null;
  readonly order_id: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly expires_at: Date;
}

export async function readCheckoutRow(db: Queryable, id: string): Promise<CheckoutRow | undefined> {
  const [row] = await db.query<CheckoutRow>('select * from checkouts where id = $1', [id]);
  return row;
}

/** Reads and locks the row until the transaction ends. Everybody locks the checkout before its payment. */
export async function lockCheckoutRow(tx: Queryable, id: string): Promise<CheckoutRow | undefined> {
  const [row] = await tx.query<CheckoutRow>('select * from checkouts where id = $1 for update', [id]);
  return row;
}

export function isOpen(row: Pick<CheckoutRow, 'status'>): boolean {
  return row.status !== 'completed' && row.status !== 'canceled';
}

/** Whether a payment may still bring money to this checkout. */
export async function hasLivePayment(db: Queryable, checkoutId: string): Promise<boolean> {
  const rows = await db.query('select 1 from payments where checkout_id = $1 and live', [checkoutId]);
  return rows.length > 0;
}
