import type {Context} from 'hono';
import {raw} from 'hono/html';
import {safeLink} from '../../commerce/link.ts';
import {UCP_VERSION} from '../../commerce/ucp.ts';
import type {Answer} from '../http/envelope.ts';
import {DELEGATIONS, unrecoverable} from '../http/envelope.ts';
import type {MerchantConfig} from '../merchant-config.ts';

export type Delegation = (typeof DELEGATIONS)[number];

/** Query parameters that stay with a visit from page to page. `ec_origin` is ours, the others are the protocol's. */
const KEPT = ['lang', 'ec_version', 'ec_delegate', 'ec_color_scheme', 'ec_origin'] as const;

/** The visit of a page through the Embedded Checkout Protocol. */
export interface Embedding {
  /** The version that the host asked for. */
  readonly version: string;
  readonly delegate: readonly Delegation[];
  /** Origins that may frame the page, and hear everything. */
  readonly listed: readonly string[];
  /** Where the page was opened from, as far as anybody said. */
  readonly opener?: string;
}

/** The embedding that the address asks for; `undefined` for a page that stands alone. */
export function embeddingOf(c: Context, config: Pick<MerchantConfig, 'frameAncestors'>, origin: string): Embedding | undefined {
  const version = c.req.query('ec_version');
  if (version === undefined) return undefined;
  const wanted = (c.req.query('ec_delegate') ?? '').split(',').map(name => name.trim());
  const opener = openerOf(c, origin);
  return {
    version,
    delegate: DELEGATIONS.filter(name => wanted.includes(name)),
    listed: [...new Set(config.frameAncestors.map(url => new URL(url).origin))],
    ...(opener === undefined ? {} : {opener}),
  };
}

/**
 * The origin that the page was opened from: as the host says it in `ec_origin`, else as the browser does. Saying it proves nothing
 * and need not: a browser delivers a message only to a window that really is of the origin it is addressed to.
 */
function openerOf(c: Context, origin: string): string | undefined {
  const said = originOf(c.req.query('ec_origin')) ?? originOf(c.req.header('referer'));
  return said === origin && c.req.query('ec_origin') === undefined ? undefined : said;
}

function originOf(address: string | undefined): string | undefined {
  const link = safeLink(address);
  return link === undefined ? undefined : new URL(link).origin;
}

export const speaks = ({version}: Embedding): boolean => version === UCP_VERSION;

/** The color scheme that the host wants, for the whole visit. */
export function colorScheme(c: Context): 'light' | 'dark' | undefined {
  const scheme = c.req.query('ec_color_scheme');
  return scheme === 'light' || scheme === 'dark' ? scheme : undefined;
}

/** What the next page of this visit is asked for, as `?…`, or nothing. `more` comes on top, and wins. */
export function visitQuery(c: Context, embedding: Embedding | undefined, more: Readonly<Record<string, string | undefined>> = {}): string {
  const kept = Object.fromEntries(KEPT.map(name => [name, c.req.query(name)]));
  const said = {...kept, ...(embedding?.opener === undefined ? {} : {ec_origin: embedding.opener}), ...more};
  const query = new URLSearchParams(Object.entries(said).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** What the page's script is told, and tells the host. */
export interface SessionData extends Embedding {
  /** The version that this page speaks. */
  readonly ours: string;
  /** The checkout as it stands. */
  readonly checkout?: Answer;
  /** Why there is nothing to speak about. */
  readonly error?: Answer;
}

/** A block of data for our script; the browser runs nothing in it. */
export function sessionBlock(data: SessionData): ReturnType<typeof raw> {
  const text = JSON.stringify(data).replaceAll('<', '\\u003c');
  return raw(`<script type="application/json" id="session">${text}</script>`);
}

/** What `ec.error` says: the visit cannot go on here. `next`: where the buyer may go on instead. */
export function sessionError(code: string, content: string, next?: string): Answer {
  return {ucp: {version: UCP_VERSION, status: 'error'}, messages: [unrecoverable(code, content)], ...(next === undefined ? {} : {continue_url: next})};
}
