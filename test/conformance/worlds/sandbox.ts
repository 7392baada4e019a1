import type {ProviderWorld} from '../../../src/conformance/index.ts';

const handlers = [{name: 'dev.hangtag.sandbox', id: 'sandbox', config: {}}];
const totals = [{amount: 5, currency: 'HKD'}, {amount: 1980, currency: 'JPY'}];
const expiresAt = '2099-01-01T00:00:00Z';

/** The sandbox wherever it can be shown. */
export const sandboxWorlds: readonly ProviderWorld[] = [
  {way: 'popup', handlers, totals},
  {way: 'redirect', handlers, totals},
  {way: 'qr', handlers, totals, answer: ({trade}) => ({type: 'qr', code: `https://wallet.example/${trade}`, expiresAt})},
  {
    way: 'sheet', handlers, totals, merchant: {id: 'page:https://blog.example/post', mode: 'test'},
    answer: ({instrument}) => (instrument.credential?.['ending'] === 'decline' ? 'declined' : 'paid'),
  },
];
