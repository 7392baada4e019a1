/** What is written into everything that we make at Stripe: the trade, and which of the handlers on the same account it belongs to. */
export const markOf = (tradeNo: string, handler: string): {readonly trade_no: string; readonly handler: string} => ({trade_no: tradeNo, handler});

/** Our number, when it is of this handler. What was made before the handler was written down belongs to whoever is asked. */
export function tradeNoIn(metadata: Readonly<Record<string, string>> | null | undefined, handler: string): string | undefined {
  const {trade_no: tradeNo, handler: owner = handler} = metadata ?? {};
  return owner === handler ? tradeNo : undefined;
}
