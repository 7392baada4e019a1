import type {BareItem, InnerList} from 'structured-headers';
import {isInnerList, ParseError, parseDictionary} from 'structured-headers';
import type {Refused} from './refused.ts';
import {refused} from './refused.ts';

/** One signature of a message, as far as it can be read without a key. */
export interface CarriedSignature {
  readonly label: string;
  readonly covered: InnerList;
  readonly kid: string;
  readonly bytes: Uint8Array;
  readonly algorithm?: string;
  /** Seconds since the epoch. */
  readonly created?: number;
  readonly expires?: number;
}

interface Headers {
  header(name: string): string | null;
}

const LONGEST_HEADER = 8192;
const MOST_SIGNATURES = 4;

/** Whether any signature comes along, readable or not. */
export function carriesSignature({header}: Headers): boolean {
  return header('signature-input') !== null || header('signature') !== null;
}

/**
 * The signatures that speak for the sender. One with a `tag` was made for another application, such as by a browser that signs whatever it
 * sends (RFC 9421, 2.3): it is passed over, and may be all there is.
 */
export function readSignatures({header}: Headers): readonly CarriedSignature[] | Refused {
  const [inputs, signatures] = [header('signature-input'), header('signature')];
  if (inputs === null || signatures === null) {
    return refused('signature_missing', `The request has ${inputs === null ? 'Signature without Signature-Input' : 'Signature-Input without Signature'}.`);
  }
  if (inputs.length > LONGEST_HEADER || signatures.length > LONGEST_HEADER) return refused('signature_invalid', `Signature headers may have ${LONGEST_HEADER} characters at most.`);
  try {
    return readPairs(inputs, signatures);
  } catch (error) {
    if (error instanceof ParseError) return refused('signature_invalid', 'Signature-Input and Signature must be dictionaries as RFC 8941 has them.');
    throw error;
  }
}

function readPairs(inputs: string, signatures: string): readonly CarriedSignature[] | Refused {
  const [described, values] = [parseDictionary(inputs), parseDictionary(signatures)];
  const alone = [...values.keys()].find(label => !described.has(label));
  if (described.size === 0 || alone !== undefined) return refused('signature_missing', `Signature-Input has no "${alone ?? 'sig1'}".`);
  const found: CarriedSignature[] = [];
  for (const [label, input] of described) {
    if (!isInnerList(input)) return refused('signature_invalid', `Signature-Input "${label}" must be a list of components.`);
    if (input[1].has('tag')) continue;
    const value = values.get(label);
    if (value === undefined) return refused('signature_missing', `Signature has no "${label}".`);
    if (!(value[0] instanceof ArrayBuffer)) return refused('signature_invalid', `Signature "${label}" must be bytes between colons.`);
    const read = readOne(label, input, new Uint8Array(value[0]));
    if ('status' in read) return read;
    found.push(read);
  }
  return found.length > MOST_SIGNATURES ? refused('signature_invalid', `A request may have ${MOST_SIGNATURES} signatures at most.`) : found;
}

function readOne(label: string, covered: InnerList, bytes: Uint8Array): CarriedSignature | Refused {
  const [, parameters] = covered;
  const [kid, algorithm, created, expires] = ['keyid', 'alg', 'created', 'expires'].map(name => parameters.get(name));
  if (typeof kid !== 'string' || kid === '') return refused('signature_invalid', `Signature-Input "${label}" needs a keyid.`);
  if (!isInstant(created) || !isInstant(expires)) return refused('signature_invalid', `created and expires of Signature-Input "${label}" must be whole seconds.`);
  if (algorithm !== undefined && typeof algorithm !== 'string') return refused('signature_invalid', `alg of Signature-Input "${label}" must be a string.`);
  return {
    label, covered, kid, bytes,
    ...(algorithm === undefined ? {} : {algorithm}), ...(created === undefined ? {} : {created}), ...(expires === undefined ? {} : {expires}),
  };
}

function isInstant(time: BareItem | undefined): time is number | undefined {
  return time === undefined || Number.isInteger(time);
}
