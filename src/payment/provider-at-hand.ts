import {SANDBOX_HANDLER} from '../commerce/ucp.ts';
import type {KnownProvider} from './provider-table.ts';

/** The one that a tag can load without the table of all the others: what everybody tries first, and what a shop that declares nothing else is paid with. */
export const providerAtHand: KnownProvider = {id: 'sandbox', handlers: [SANDBOX_HANDLER], load: async () => (await import('./providers/sandbox.ts')).sandbox};
