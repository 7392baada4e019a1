import {z} from 'zod';
import {ANTOM_WALLETS} from '../../../commerce/alipay-instrument.ts';
import type {HandlerKind} from '../handler-kind.ts';
import {antomHandler} from './antom-handler.ts';

/** Antom rounds rupiah to whole ones in its own way, so they are not offered. */
const Currencies = z.array(z.string().regex(/^[A-Z]{3}$/).refine((currency) => currency !== 'IDR', 'Antom counts IDR otherwise than ISO 4217')).min(1);

const Settings = z.strictObject({
  /** Default `antom`. */
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/).optional(),
  clientId: z.string().regex(/^\w{8,64}$/),
  region: z.enum(['asia', 'america', 'europe', 'united-states']).optional(),
  wallets: z.partialRecord(z.enum(ANTOM_WALLETS), Currencies).optional(),
  settlementCurrency: z.string().regex(/^[A-Z]{3}$/).optional(),
  keyVersion: z.int().min(1).optional(),
  refundDays: z.int().min(1).max(3650).optional(),
  /** A simulation's address, on this machine. */
  gateway: z.url().optional(),
});
type Settings = z.output<typeof Settings>;

export const antomKind: HandlerKind<Settings> = {
  type: 'antom',
  settings: Settings,
  secrets: [
    {variable: 'ANTOM_PRIVATE_KEY', what: 'The merchant\'s private key, whose public half is uploaded in Antom Dashboard, Developer, API keys', required: true},
    {variable: 'ANTOM_PUBLIC_KEY', what: 'Antom\'s public key, which Antom Dashboard shows beside it', required: true},
  ],
  async open(settings, {ANTOM_PRIVATE_KEY: privateKey = '', ANTOM_PUBLIC_KEY: antomPublicKey = ''}, {mode, clock}) {
    if (mode === 'live' && settings.gateway !== undefined) throw new Error('A live shop asks Antom itself: leave out "gateway"');
    return antomHandler({...settings, privateKey, antomPublicKey, mode, clock});
  },
};
