/** A date that cannot be read; the message is a sentence without its subject. */
export class SaleDateError extends Error {
  override readonly name = 'SaleDateError';
}

interface LocalTime {
  readonly day: readonly [year: number, month: number, day: number];
  /** Milliseconds since midnight; absent when only the day is meant. */
  readonly time?: number;
}

export const DATE_ORDERS = ['dmy', 'mdy'] as const;

/** How a date says its parts when the year comes last: day first or month first. */
export type DateOrder = (typeof DATE_ORDERS)[number];

const YEAR_FIRST = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?/;
const YEAR_LAST = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)/;
const TIME = /^[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:\s*([ap])m)?/i;
const OFFSET = /^\s*(?:(Z)|([+-])(\d{2}):?(\d{2}))$/;
const DAY = 86_400_000;

/**
 * When a sale starts: `2026-01-31` is midnight of that day in `timeZone`. A time and an offset are honoured. Throws `SaleDateError`.
 * Answers UTC, ISO 8601.
 */
export function saleStart(cell: string, timeZone: string, order?: DateOrder): string {
  return instant(cell, timeZone, order, ({day, time = 0}) => [day, time]);
}

/**
 * The first instant after a sale: `2026-01-31` includes that day, so it is midnight after it in `timeZone`. WooCommerce writes the last
 * day as `2026-01-31 23:59:59` or `2026-01-31 0:00:00`; both mean the whole day. Throws `SaleDateError`. Answers UTC, ISO 8601.
 */
export function saleEnd(cell: string, timeZone: string, order?: DateOrder): string {
  return instant(cell, timeZone, order, ({day: [year, month, day], time = 0}) => {
    const wholeDay = time === 0 || time >= DAY - 60_000;
    return wholeDay ? [[year, month, day + 1], 0] : [[year, month, day], time];
  });
}

type Day = LocalTime['day'];

function instant(cell: string, timeZone: string, order: DateOrder | undefined, meant: (time: LocalTime) => readonly [day: Day, time: number]): string {
  const text = cell.trim();
  if (/^\d{10}$/.test(text)) return new Date(Number(text) * 1000).toISOString();
  const {day, length} = readDay(text, order);
  const clock = TIME.exec(text.slice(length));
  const rest = text.slice(length + (clock?.[0].length ?? 0));
  const offset = OFFSET.exec(rest);
  if (rest && !offset) throw notADate(text);
  const [meantDay, time] = meant({day, time: clock ? timeOfDay(clock, text) : undefined});
  return new Date(offset ? wall(meantDay, time) - offsetOf(offset, text) : localInstant(meantDay, time, timeZone)).toISOString();
}

interface WrittenDay {
  readonly day: Day;
  /** Characters that it takes. */
  readonly length: number;
}

function readDay(text: string, order: DateOrder | undefined): WrittenDay {
  const written = yearFirst(text) ?? yearLast(text, order);
  if (!written || !isDate(...written.day)) throw notADate(text);
  return written;
}

function yearFirst(text: string): WrittenDay | undefined {
  const [whole, year, month, day] = YEAR_FIRST.exec(text) ?? [];
  return whole === undefined ? undefined : {day: [Number(year), Number(month), Number(day)], length: whole.length};
}

function yearLast(text: string, order: DateOrder | undefined): WrittenDay | undefined {
  const [whole, one, two, end = ''] = YEAR_LAST.exec(text) ?? [];
  if (whole === undefined) return undefined;
  if (order === undefined) throw new SaleDateError(`"${text}" has the year last: say with --date-order dmy or mdy what comes first, or write it as 2026-01-31`);
  const year = Number(end.length === 2 ? `20${end}` : end);
  return {day: order === 'dmy' ? [year, Number(two), Number(one)] : [year, Number(one), Number(two)], length: whole.length};
}

function notADate(text: string): SaleDateError {
  return new SaleDateError(`"${text}" is not a date such as 2026-01-31`);
}

/** ms since midnight. */
function timeOfDay([, hours = '', minutes = '', seconds = '0', half]: RegExpExecArray, text: string): number {
  const isTwelveHours = half !== undefined;
  const hour = isTwelveHours ? Number(hours) % 12 + (half.toLowerCase() === 'p' ? 12 : 0) : Number(hours);
  const time = ((hour * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  if (time >= DAY || (isTwelveHours && (Number(hours) > 12 || hours === '0'))) throw new SaleDateError(`"${text}" is not a time of day`);
  return time;
}

/** ms that a written offset is ahead of UTC. */
function offsetOf([, utc, sign, hours = '', minutes = '']: RegExpExecArray, text: string): number {
  if (utc) return 0;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  if (offset >= DAY || Number(minutes) > 59) throw notADate(text);
  return sign === '-' ? -offset : offset;
}

function wall([year, month, day]: Day, time: number): number {
  return Date.UTC(year, month - 1, day) + time;
}

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** The instant at which clocks in `timeZone` show that day and time; twice-shown times are the first, skipped ones the next. */
function localInstant(day: Day, time: number, timeZone: string): number {
  const shown = wall(day, time);
  const candidates = [shown - offsetAt(shown - DAY, timeZone), shown - offsetAt(shown + DAY, timeZone)];
  const exact = candidates.filter(candidate => candidate + offsetAt(candidate, timeZone) === shown);
  return exact.length ? Math.min(...exact) : Math.max(...candidates);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds that clocks in `timeZone` are ahead of UTC at `at`. */
function offsetAt(at: number, timeZone: string): number {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-US', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  });
  formats.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({type, value}) => [type, Number(value)]));
  const {year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0} = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}
