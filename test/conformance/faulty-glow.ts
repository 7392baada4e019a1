import type {OwnSurface, ProviderWorld, Stage} from '../../src/conformance/index.ts';
import type {Instrument, Money, Payment, PaymentProvider, ProviderEnding} from '../../src/payment/index.ts';

/** One thing that a provider with a button and a sheet of its own can do wrong. */
export type GlowFault =
  | 'shows yen with decimals'
  | 'leaves its sheet open for another total'
  | 'ignores that the buyer stopped'
  | 'tells its sheet of success too early'
  | 'takes an unknown code for an approval'
  | 'submits what was dismissed'
  | 'leaves its button behind'
  | 'opens without a payment'
  | 'waits for its script for ever'
  | 'sends a declined card again'
  | 'opens its sheet late'
  | 'submits for each approval'
  | 'hears whoever speaks'
  | 'puts a style into its frame'
  | 'reckons with fractions';

type Answer = 'approved' | 'dismissed' | 'E_42';

/** A vendor's script with a button and a sheet, as small as can be. */
class GlowScript {
  isOpen = false;
  shown: string | undefined;
  told: 'success' | 'failure' | undefined;
  stage: Stage | undefined;
  onAnswer: (answer: Answer) => void = () => undefined;
  broken = false;

  open(total: string, onAnswer: (answer: Answer) => void): void {
    this.stage?.opens('sheet');
    this.isOpen = true;
    this.told = undefined;
    this.shown = total;
    this.onAnswer = onAnswer;
  }

  close(told?: 'success' | 'failure'): void {
    this.told ??= told;
    this.isOpen = false;
  }
}

const handlers = [{name: 'com.example.glow', id: 'glow', config: {}}];

/** A provider with a button of its own, right but for one fault, and the world with its simulated script. */
export function glowWith(fault?: GlowFault): {readonly provider: PaymentProvider; readonly world: ProviderWorld} {
  const does = (one: GlowFault): boolean => fault === one;
  const script = new GlowScript();
  let last: Instrument | undefined;

  const start = async (payment: Payment): Promise<ProviderEnding> => {
    const handler = payment.handlers?.find(({name}) => name === 'com.example.glow');
    if (!handler) return {ending: 'failed', code: 'handler'};
    if (does('opens its sheet late')) await payment.checkout;
    const answers = new Promise<Answer>((answer) => script.open(written(does('reckons with fractions') ? floored(payment.total) : payment.total, does('shows yen with decimals')), (one) => {
      if (does('submits for each approval') && one === 'approved' && last) payment.submit({...last, id: `${payment.id}-again`}).catch(() => undefined);
      answer(one);
    }));
    const gone = new Promise<'gone'>((resolve) => {
      const go = (): void => {
        script.close('failure');
        resolve('gone');
      };
      if (!does('ignores that the buyer stopped')) payment.signal.addEventListener('abort', go);
      if (!does('leaves its sheet open for another total')) payment.checkout.catch(go);
    });
    const over = new AbortController();
    const heard = new Promise<Answer>((answer) => {
      const hear = ({data, origin}: MessageEvent): void => {
        if (data === 'glow:approved' && (does('hears whoever speaks') || origin === 'https://glow.example')) answer('approved');
      };
      window.addEventListener('message', hear, {signal: over.signal});
    });
    const answer = await Promise.race([answers, gone, heard]).finally(() => over.abort());
    if (answer === 'dismissed' && !does('submits what was dismissed')) return {ending: 'stopped'};
    if (answer === 'E_42' && !does('takes an unknown code for an approval')) {
      script.close('failure');
      return {ending: 'failed', code: 'unknown'};
    }
    if (answer === 'gone') {
      await payment.checkout;
      return {ending: 'stopped'};
    }
    if (does('tells its sheet of success too early')) script.close('success');
    return handOver(payment, handler.id);
  };

  const handOver = async (payment: Payment, handler: string): Promise<ProviderEnding> => {
    const fresh: Instrument = {id: payment.id, handler_id: handler, type: 'glow', credential: {type: 'glow', token: `tok_${payment.id}`}};
    last = does('sends a declined card again') ? (last ?? fresh) : fresh;
    try {
      const step = await payment.submit(last);
      script.close(step.status === 'paid' ? 'success' : 'failure');
      return {ending: 'merchant', step};
    } catch (interrupted) {
      script.close('failure');
      throw interrupted;
    }
  };

  const provider: PaymentProvider = {
    id: 'glow',
    surface: 'own-button',
    handlers: ['com.example.glow'],
    name: {en: 'Glow', 'zh-Hans': '光', 'zh-Hant': '光'},
    csp: {},
    available: ({handlers: declared}) => (!declared || declared.some(({name}) => name === 'com.example.glow') ? {status: 'available'} : {status: 'unavailable', reason: 'handler'}),
    async prepare() {
      if (script.broken && does('waits for its script for ever')) await new Promise(() => undefined);
      if (script.broken) throw new Error('glow.js could not be loaded');
    },
    async mount(frame, _place, press) {
      const button = document.createElement('button');
      button.addEventListener('click', () => {
        const began = press();
        if (!began && does('opens without a payment')) script.open('', () => undefined);
      });
      frame.append(button);
      if (does('puts a style into its frame')) frame.append(Object.assign(document.createElement('style'), {textContent: 'button {color: red}'}));
      return () => does('leaves its button behind') || button.remove();
    },
    start,
  };
  return {provider, world: worldOf(script)};
}

/** What becomes of 4.35 on its way through a number with a point. */
const floored = ({amount, currency}: Money): Money => ({amount: Math.floor((amount / 100) * 100), currency});

/** As the vendor's script wants it: a decimal number and the currency's code. */
function written({amount, currency}: Money, wrong: boolean): string {
  const digits = currency === 'JPY' && !wrong ? 0 : 2;
  return `${(amount / 10 ** digits).toFixed(digits)} ${currency}`;
}

function read(text: string): Money {
  const [number = '', currency = ''] = text.split(' ');
  return {amount: Math.round(Number(number) * (currency === 'JPY' ? 1 : 100)), currency};
}

function worldOf(script: GlowScript): ProviderWorld {
  const own: OwnSurface = {
    press: (frame) => frame.querySelector('button')?.click(),
    open: () => script.isOpen,
    approve: () => script.onAnswer('approved'),
    dismiss() {
      script.isOpen = false;
      script.onAnswer('dismissed');
    },
    strange: () => script.onAnswer('E_42'),
    says: () => ['glow:approved'],
    total: () => (script.shown === undefined ? undefined : read(script.shown)),
    told: () => script.told,
  };
  return {
    way: 'own-button',
    handlers,
    own,
    totals: [{amount: 1980, currency: 'JPY'}],
    answer: () => 'paid',
    begin(stage) {
      script.stage = stage;
      script.broken = false;
      script.isOpen = false;
    },
    breakScript: () => void (script.broken = true),
  };
}

/** Which rule must name it. */
export const glowFaults: Readonly<Record<GlowFault, string>> = {
  'shows yen with decimals': 'shown-total',
  'leaves its sheet open for another total': 'changed-total',
  'ignores that the buyer stopped': 'stopped-before',
  'tells its sheet of success too early': 'merchants-word',
  'takes an unknown code for an approval': 'unknown-codes',
  'submits what was dismissed': 'dismissed-sheet',
  'leaves its button behind': 'mount-and-unmount',
  'opens without a payment': 'refused-press',
  'waits for its script for ever': 'lost-script',
  'sends a declined card again': 'declined',
  'opens its sheet late': 'gesture',
  'submits for each approval': 'submits-once',
  'hears whoever speaks': 'strangers',
  'puts a style into its frame': 'strict-page',
  'reckons with fractions': 'shown-total',
};
