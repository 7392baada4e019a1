import type {ProviderWorld} from '../../../src/conformance/index.ts';

const method = 'https://wallet.example/pay';
const handlers = [{name: 'dev.hangtag.payment_request', id: 'payment-request', config: {label: 'Half Catty', methods: [{supported_methods: method, data: {shop: '7'}}]}}];

interface Sheet {
  readonly amount: {readonly currency: string; readonly value: string};
  answer(): void;
  fail(name: string): void;
}

/** The browser's own sheet, played by a class of its published shape. */
export function paymentRequestWorld(): ProviderWorld {
  let sheet: Sheet | undefined;
  let told: 'success' | 'failure' | undefined;
  let tokens = 0;
  const page = globalThis as {PaymentRequest?: unknown};
  const {PaymentRequest: native} = page;
  return {
    way: 'sheet', handlers, totals: [{amount: 1980, currency: 'JPY'}], answer: () => 'paid', touches: {globals: ['PaymentRequest']},
    begin(stage) {
      sheet = told = undefined;
      page.PaymentRequest = class {
        readonly #details: {readonly total: {readonly amount: Sheet['amount']}};
        constructor(_methods: unknown, details: {readonly total: {readonly amount: Sheet['amount']}}) {
          this.#details = details;
        }

        canMakePayment = async (): Promise<boolean> => true;
        abort = async (): Promise<void> => sheet?.fail('AbortError');
        show(): Promise<unknown> {
          stage.opens('the browser\'s payment sheet');
          return new Promise((resolve, reject) => {
            const complete = async (said: string): Promise<void> => {
              told = said === 'success' ? 'success' : said === 'fail' ? 'failure' : undefined;
              sheet = undefined;
            };
            sheet = {
              amount: this.#details.total.amount,
              answer: () => resolve({methodName: method, details: {token: `tok_request_${++tokens}`}, complete}),
              fail(name) {
                sheet = undefined;
                reject(new DOMException(name, name));
              },
            };
          });
        }
      };
    },
    end: () => void (native ? (page.PaymentRequest = native) : delete page.PaymentRequest),
    own: {
      open: () => sheet !== undefined,
      approve: () => sheet?.answer(),
      dismiss: () => sheet?.fail('AbortError'),
      strange: () => sheet?.fail('UnknownError'),
      total: () => sheet && {amount: Math.round(Number(sheet.amount.value) * (sheet.amount.currency === 'JPY' ? 1 : 100)), currency: sheet.amount.currency},
      told: () => told,
    },
  };
}
