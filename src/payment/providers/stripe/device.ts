const agent = (): string => globalThis.navigator?.userAgent ?? '';

/** On a phone a wallet takes the whole screen: a window of its own would hide this page. */
export function onPhone(): boolean {
  const small = typeof matchMedia === 'function' && matchMedia('(pointer: coarse) and (max-width: 600px)').matches;
  return small || /\b(iPhone|Android.+Mobile)\b/.test(agent());
}

export const inWeChat = (): boolean => agent().includes('MicroMessenger');
