/** On a phone a wallet takes the whole screen: a window of its own would hide this page. */
export const onPhone = (): boolean => matchMedia('(pointer: coarse) and (max-width: 600px)').matches || /\b(iPhone|Android.+Mobile)\b/.test(navigator.userAgent);

export const inWeChat = (): boolean => navigator.userAgent.includes('MicroMessenger');
