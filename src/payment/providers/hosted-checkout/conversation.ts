import {embeddedRefusal, embeddedSuccess, readEmbeddedMessage, unknownMethod} from '../../../commerce/embedded-protocol.ts';
import type {EmbeddedMessage} from '../../../commerce/embedded-protocol.ts';

/** What a merchant's page tells us, without what only keeps the conversation going. */
export type Told = Exclude<EmbeddedMessage, {says: 'ready' | 'request'}>;

export interface Conversation {
  /** The window that the merchant's page is in, as long as there is one; it may change when it is opened again. */
  readonly partner: () => unknown;
  /** Origins that its messages may come from. */
  readonly origins: readonly string[];
  /** Ends it: nothing more is heard, every port is closed. */
  readonly signal: AbortSignal;
  readonly told: (told: Told) => void;
}

/** The page that converses; the real `window`, or a test's. */
export type Page = Pick<Window, 'addEventListener'>;

/**
 * Speaks the host's side of the Embedded Checkout Protocol with a page in a window or frame of ours. A message counts when it comes from that very window, from
 * an origin that was agreed, and reads as published; after the greeting everything goes through a port that nobody else has. The merchant's page may load anew,
 * on its way back from a wallet, and then greets again.
 */
export function converse({partner, origins, signal, told}: Conversation, page: Page = window): void {
  let port: MessagePort | undefined;
  const close = (): void => {
    port?.close();
    port = undefined;
  };
  signal.addEventListener('abort', close);

  const hear = (message: EmbeddedMessage, answer: (reply: unknown) => void): void => {
    if (message.says === 'ready') answer(message.auth === undefined ? embeddedSuccess(message.id) : embeddedRefusal(message.id, 'not_supported_error', 'This page has no credentials to give.'));
    else if (message.says === 'request') answer(replyTo(message));
    else told(message);
  };

  /** A port of their own for the two; the one of an earlier page is closed. */
  const upgrade = (id: string | number, post: (reply: unknown, transfer: MessagePort[]) => void): void => {
    close();
    const {port1, port2} = new MessageChannel();
    port = port1;
    port1.addEventListener('message', ({data}) => {
      const message = port === port1 ? readEmbeddedMessage(data) : undefined;
      if (message) hear(message, (reply) => port1.postMessage(reply));
    });
    port1.start();
    post(embeddedSuccess(id, {upgrade: {port: port2}}), [port2]);
  };

  const onMessage = (event: MessageEvent): void => {
    if (event.source !== partner() || event.source === null || !origins.includes(event.origin)) return;
    const message = readEmbeddedMessage(event.data);
    if (!message) return;
    const post = (reply: unknown, transfer: MessagePort[] = []): void => (event.source as Window).postMessage(reply, event.origin, transfer);
    if (message.says === 'ready' && message.auth === undefined) upgrade(message.id, post);
    // What is said in the open after the greeting could be anybody's who got hold of that window; only a page that could not greet speaks so.
    else if (!port) hear(message, post);
  };
  page.addEventListener('message', onMessage as EventListener, {signal});
}

/** Nothing was delegated to us, links neither: a page in a window of its own opens them itself. */
function replyTo({id, method}: Extract<EmbeddedMessage, {says: 'request'}>): unknown {
  return /_request$|^ec\.auth$/.test(method) ? embeddedRefusal(id, 'not_supported_error', 'This page does not take that upon itself.') : unknownMethod(id);
}
