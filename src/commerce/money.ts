/**
 * Money is a whole number of minor units and an ISO 4217 code: HKD 128.00 is `{amount: 12800, currency: 'HKD'}`,
 * JPY 500 is `{amount: 500, currency: 'JPY'}`, KWD 1.250 is `{amount: 1250, currency: 'KWD'}`. Never a float.
 */
export interface Money {
  /** Whole minor units of `currency`; a safe integer; may be negative in totals such as discounts. */
  readonly amount: number;
  /** ISO 4217 alphabetic code, three capitals. */
  readonly currency: string;
}
