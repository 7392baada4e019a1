import {embeddedAddress} from '../../../commerce/embedded-protocol.ts';
import {safeLink} from '../../../commerce/link.ts';
import {converse} from './conversation.ts';
import type {Told} from './conversation.ts';

export interface HostedPageOptions {
  readonly colorScheme?: 'light' | 'dark';
  /** Where the link may lead on to before it speaks: other origins of the same merchant. */
  readonly origins?: readonly string[];
  readonly signal?: AbortSignal;
  readonly told?: (told: Told) => void;
}

/**
 * How it went, as far as it can be known here. `complete`: the merchant's page says so, which is no proof. `left`: its window is gone. `error`: the page says that
 * it cannot go on.
 */
export type HostedPageEnding = 'complete' | 'left' | 'error';

export interface HostedPage {
  readonly ended: Promise<HostedPageEnding>;
  close(): void;
}

const lookEvery = 500;

/**
 * Opens a permalink, a `continue_url` or any other https page to pay on, without asking anybody first: for merchants that this page cannot ask. Must be called in a
 * gesture; `null` when the browser refuses the window. Throws `TypeError` for an address that is not https (or http on this machine).
 */
export function openHostedPage(address: string, {colorScheme, origins = [], signal, told}: HostedPageOptions = {}, page: Window = window): HostedPage | null {
  const url = safeLink(address);
  if (url === undefined) throw new TypeError(`A payment may only lead to https addresses, not to ${address}`);
  const opened = page.open(embeddedAddress(url, {origin: page.location.origin, colorScheme}), '_blank', 'popup,width=480,height=720');
  if (!opened) return null;
  const over = new AbortController();
  signal?.addEventListener('abort', () => over.abort());
  const ended = new Promise<HostedPageEnding>((resolve) => {
    converse({
      partner: () => opened,
      origins: [new URL(url).origin, ...origins],
      signal: over.signal,
      told(news) {
        if (news.says === 'complete' || news.says === 'error') resolve(news.says);
        told?.(news);
      },
    }, page);
    const look = (): void => {
      if (opened.closed) resolve('left');
      else if (!over.signal.aborted) page.setTimeout(look, lookEvery);
    };
    look();
  });
  void ended.then(() => over.abort());
  return {
    ended,
    close() {
      over.abort();
      opened.close();
    },
  };
}
