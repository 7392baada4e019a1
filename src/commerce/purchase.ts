import type {ItemChoice} from './item-choice.ts';
import {canonicalItems} from './item-grammar.ts';

/** What makes two presses the same purchase. */
export interface Purchase {
  /** `Merchant.id`. */
  readonly merchant: string;
  readonly items: readonly ItemChoice[];
  readonly coupon?: string;
  readonly campaign?: string;
}

/** One string for the same purchase, in whatever order its items were written; the name of its lock and of its attempt. */
export function purchaseKey({merchant, items, coupon = '', campaign = ''}: Purchase): string {
  return JSON.stringify([merchant, canonicalItems(items), coupon.trim(), campaign.trim()]);
}

/** Ten letters and digits that tell purchase keys apart within one page; no secret and no proof. */
export function purchaseHash(key: string): string {
  return [0x811c9dc5, 0x01000193].map((seed) => fnv(key, seed).toString(36).padStart(7, '0').slice(-5)).join('');
}

function fnv(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  // Spread the last letters' difference over every digit.
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
}

/** The UCP attribution of a campaign; `undefined` without one. */
export function attributionOf(campaign: string | undefined): Readonly<Record<string, string>> | undefined {
  const name = campaign?.trim();
  return name ? {utm_campaign: name} : undefined;
}
