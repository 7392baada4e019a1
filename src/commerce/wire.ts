/** Small readers for JSON from outside: each takes what came and where it stood, and answers it typed or throws `WireError`. */
export type Read<T> = (value: unknown, path: string) => T;

/** An answer that is not what was agreed; the message names the place, such as `$.totals[0].amount`. */
export class WireError extends Error {
  override readonly name = 'WireError';
  constructor(path: string, expected: string) {
    super(`${path} is not ${expected}`);
  }
}

/** What passes a test; `expected` is how the message calls it. */
export const kind = <T>(expected: string, fits: (value: unknown) => boolean): Read<T> => (value, path) => {
  if (!fits(value)) throw new WireError(path, expected);
  return value as T;
};

export const text = kind<string>('a string', (value) => typeof value === 'string');
export const flag = kind<boolean>('true or false', (value) => typeof value === 'boolean');
export const whole = kind<number>('a whole number', Number.isSafeInteger);
export const natural = kind<number>('a whole number from 0', (value) => Number.isSafeInteger(value) && (value as number) >= 0);
export const record = kind<Readonly<Record<string, unknown>>>('an object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value));
const array = kind<readonly unknown[]>('a list', Array.isArray);

export const oneOf = <const W extends string>(...words: readonly W[]): Read<W> => kind(words.join(' or '), (value) => words.includes(value as W));

/** `undefined` for what is absent or null. */
export const optional = <T>(read: Read<T>): Read<T | undefined> => (value, path) => (value == null ? undefined : read(value, path));

/** `instead` for what is absent or cannot be read. */
export const orElse = <T, const I>(read: Read<T>, instead: I): Read<T | I> => (value, path) => {
  try {
    return read(value, path);
  } catch {
    return instead;
  }
};

/** `undefined` for what is absent or cannot be read. */
export const maybe = <T>(read: Read<T>): Read<T | undefined> => orElse(read, undefined);

export const list = <T>(read: Read<T>): Read<readonly T[]> => (value, path) => array(value, path).map((entry, index) => read(entry, `${path}[${index}]`));

/** A list without the entries that `read` answers with `undefined`; empty when absent. */
export const kept = <T>(read: Read<T | undefined>): Read<readonly T[]> => (value, path) => list(read)(value ?? [], path).filter((entry) => entry !== undefined);

/** The objects of a list; none when it is no list. */
export const records = orElse(kept(maybe(record)), []);

type Fields = Readonly<Record<string, Read<unknown>>>;
type Shape<F extends Fields> = {readonly [K in keyof F]: ReturnType<F[K]>};

/** An object with these fields; others are dropped, and those that are absent are left out. */
export const shape = <F extends Fields>(fields: F): Read<Shape<F>> => (value, path) => {
  const from = record(value, path);
  const read: Record<string, unknown> = {};
  for (const [name, readField] of Object.entries(fields)) {
    const field = readField(Object.hasOwn(from, name) ? from[name] : undefined, `${path}.${name}`);
    if (field !== undefined) read[name] = field;
  }
  return read as Shape<F>;
};

/** An object as it is, empty when it is none. */
export const loose = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value ? (value as Record<string, unknown>) : {});

/** An object of any names, each value read alike. */
export const dictionary = <T>(read: Read<T>): Read<Readonly<Record<string, T>>> => (value, path) =>
  Object.fromEntries(Object.entries(record(value, path)).map(([name, entry]) => [name, read(entry, `${path}["${name}"]`)]));
