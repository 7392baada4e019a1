import {z} from 'zod';

const Constraints = z.record(z.string(), z.unknown());

/** One kind of instrument of a payment handler, and what limits it, such as `{brands: ['visa']}`. */
const Instrument = z.object({type: z.string(), constraints: Constraints.optional()});
const Entry = z.object({available_instruments: z.array(Instrument)});

export type AvailableInstrument = z.output<typeof Instrument>;

/** What a platform can collect, by the name of the handler. A handler without an entry is not limited. */
export type PlatformInstruments = Readonly<Record<string, readonly AvailableInstrument[]>>;

/** Reads the payment handlers of a platform's profile; entries that say nothing of instruments limit nothing. */
export function readInstruments(handlers: Readonly<Record<string, readonly unknown[]>>): PlatformInstruments {
  return Object.fromEntries(Object.entries(handlers).flatMap(([name, entries]) => {
    const read = entries.map(entry => Entry.safeParse(entry));
    if (read.length === 0 || read.some(one => !one.success)) return [];
    return [[name, read.flatMap(one => one.data?.available_instruments ?? [])]];
  }));
}

/** What both sides can do, in our order: kinds of instruments in common, and where both name values of a constraint, those in common. */
export function inCommon(own: readonly AvailableInstrument[], platform: readonly AvailableInstrument[]): readonly AvailableInstrument[] {
  return own.flatMap(instrument => {
    const theirs = platform.filter(({type}) => type === instrument.type);
    if (theirs.length === 0) return [];
    const entries = Object.entries(instrument.constraints ?? {}).map(([name, values]) => [name, valuesInCommon(values, theirs.map(one => one.constraints?.[name]))] as const);
    if (entries.some(([, values]) => Array.isArray(values) && values.length === 0)) return [];
    return [entries.length === 0 ? instrument : {...instrument, constraints: Object.fromEntries(entries)}];
  });
}

/** Ours, as far as some entry of the platform has them; an entry that names none has all. */
function valuesInCommon(own: unknown, theirs: readonly unknown[]): unknown {
  if (!Array.isArray(own) || !theirs.every(Array.isArray)) return own;
  const named = new Set(theirs.flat());
  return own.filter(value => named.has(value));
}
