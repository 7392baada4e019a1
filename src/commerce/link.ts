/** True for the machine itself: `localhost`, `shop.localhost`, `127.0.0.1`, `[::1]`. */
export function isLocalhost(hostname: string): boolean {
  return /^(.+\.)?localhost$|^127(\.\d+){3}$|^\[::1\]$/.test(hostname);
}

/**
 * An address that may be shown, opened or fetched: `https:`, or `http:` on localhost; without a user name in it, which is only good for
 * deceiving. `undefined` for anything else. `base` resolves relative addresses.
 */
export function safeLink(address: unknown, base?: string): string | undefined {
  if (typeof address !== 'string') return undefined;
  try {
    const url = new URL(address, base);
    const allowed = url.protocol === 'https:' || (url.protocol === 'http:' && isLocalhost(url.hostname));
    return allowed && !url.username && !url.password ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** The origin of a shop as an author writes it (`https://shop.example/`, `shop.example`); `undefined` when it is none. */
export function shopOrigin(address: string): string | undefined {
  const trimmed = address.trim();
  const link = safeLink(/^[\w-]+(\.[\w-]+)+(:\d+)?\/?$/.test(trimmed) ? `https://${trimmed}` : trimmed);
  return link && new URL(link).origin;
}
