import type {CheckoutStatus, Message} from '../../commerce/checkout.ts';
import type {Answer} from '../http/envelope.ts';
import type {Wording} from './wording.ts';

/**
 * The same checkout for a platform that does not speak the fulfillment extension: delivery is left out, and while
 * something about it is missing the buyer is sent to the shop's own page.
 */
export function handOver({fulfillment, ...answer}: Answer, words: Wording): Answer {
  if (!fulfillment) return answer;
  const messages = answer['messages'] as readonly Message[];
  const about = messages.filter(message => message.path?.startsWith('$.fulfillment'));
  const rest = messages.filter(message => !about.includes(message));
  const open = answer['status'] === 'incomplete' && about.some(message => message.type === 'error');
  if (!open) return {...answer, messages: rest};
  const handoff: Message = {
    type: 'error', code: 'fulfillment_required', content: words.say('fulfillmentHandoff'), severity: 'requires_buyer_input',
  };
  return {...answer, status: 'requires_escalation' satisfies CheckoutStatus, messages: [...rest, handoff]};
}
