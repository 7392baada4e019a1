/** The id of a handler that was given none. */
export const USUAL_ID = 'paypal';

/** Our number as a handler of another id marks it, so that several can share an account; disputes and events repeat it. */
export const markedNo = (tradeNo: string, handler: string): string => (handler === USUAL_ID ? tradeNo : `${tradeNo}-${handler}`);

/**
 * The number of this handler's payment among those that PayPal names (custom and invoice fields). `undefined`: there is none, or another handler made it. One
 * that stands alone and without a mark may be anybody's, and so is taken for ours.
 */
export function tradeNoIn(numbers: readonly string[], handler: string): string | undefined {
  const ours = numbers.flatMap(number => {
    const [, tradeNo, owner] = /^(ht_\w{1,60})(?:-([a-z0-9-]{1,31}))?$/.exec(number) ?? [];
    return tradeNo === undefined ? [] : [{tradeNo, owner}];
  });
  const owner = ours.find(one => one.owner !== undefined)?.owner ?? (numbers.length > 1 ? USUAL_ID : handler);
  return owner === handler ? ours[0]?.tradeNo : undefined;
}
