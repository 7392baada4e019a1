/** Whether this is a number of our trades. The account may have other uses, which put numbers of their own into the same fields. */
export const isTradeNo = (text: string | undefined): text is string => text !== undefined && /^ht_\w{1,60}$/.test(text);
