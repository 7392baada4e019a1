/** Where a message says that it comes from. */
export interface Sender {
  readonly origin: string;
  readonly source: unknown;
}

/** Puts a message before this page, as a browser would. */
export function deliverMessage(data: unknown, {origin, source}: Sender): void {
  const event = new MessageEvent('message', {data, origin});
  // A browser takes a real window only.
  Object.defineProperty(event, 'source', {value: source});
  window.dispatchEvent(event);
}
