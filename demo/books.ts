/** What `GET /demo/books.json` answers and the orders page shows. Amounts are minor units. */
export interface Books {
  /** When the books were read, ISO 8601. */
  readonly at: string;
  readonly mode: 'test' | 'live';
  /** Those that were looked for, the newest first. */
  readonly orders: readonly BookedOrder[];
  /** How many orders there are of that kind, and how many in all. */
  readonly found: number;
  readonly all: number;
  readonly ledger: readonly LedgerTransaction[];
  readonly balances: readonly Balance[];
  readonly wallet: readonly WalletTrade[];
  /** Where the two sides, or one side with itself, do not agree; empty when all is well. */
  readonly differences: readonly string[];
}

export interface BookedOrder {
  readonly number: string;
  /** The buyer's own page of the order, with the key that opens it: fit for a sandbox on one's own machine only. */
  readonly receipt: string;
  readonly at: string;
  /** A name, else an email or a phone number; empty where nobody was asked. */
  readonly buyer: string;
  readonly items: readonly {readonly title: string; readonly quantity: number}[];
  readonly total: Amount;
  readonly refunded: Amount;
  readonly payment: string;
  readonly mode: 'test' | 'live';
  readonly tradeNo?: string;
}

export interface Amount {
  readonly amount: number;
  readonly currency: string;
}

export interface LedgerTransaction {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly order?: string;
  readonly entries: readonly (Amount & {readonly account: string})[];
}

export interface Balance extends Amount {
  readonly account: string;
}

export interface WalletTrade {
  readonly tradeNo: string;
  readonly status: string;
  readonly paid: Amount;
  readonly refunded: Amount;
  /** When it was paid. */
  readonly at?: string;
  /** The shop's order for this trade, when it has one. */
  readonly order?: string;
}
