/** A date that cannot be read; the message is a sentence without its subject. */
export class SaleDateError extends Error {
  override readonly name = 'SaleDateError';
}

interface LocalTime {
  readonly day: readonly [year: number, month: number, day: number];
  /** Milliseconds since midnight; absent when only the day is meant. */
  readonly time?: number;
}

const PATTERN = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;
const DAY = 86_400_000;

/**
 * When a sale starts: `2026-01-31` is midnight of that day in `timeZone`. A time and an offset are honoured. Throws `SaleDateError`.
 * Answers UTC, ISO 8601.
 */
export function saleStart(cell: string, timeZone: string): string {
  return instant(cell, ({day, time = 0}) => localInstant(day, time, timeZone));
}

/**
 * The first instant after a sale: `2026-01-31` includes that day, so it is midnight after it in `timeZone`. WooCommerce writes the last
 * day as `2026-01-31 23:59:59` or `2026-01-31 0:00:00`; both mean the whole day. Throws `SaleDateError`. Answers UTC, ISO 8601.
 */
export function saleEnd(cell: string, timeZone: string): string {
  return instant(cell, ({day: [year, month, day], time = 0}) => {
    const wholeDay = time === 0 || time >= DAY - 60_000;
    return wholeDay ? localInstant([year, month, day + 1], 0, timeZone) : localInstant([year, month, day], time, timeZone);
  });
}

function instant(cell: string, local: (time: LocalTime) => number): string {
  const text = cell.trim();
  if (/^\d{10}$/.test(text)) return new Date(Number(text) * 1000).toISOString();
  const [whole, year, month, day, hours, minutes, seconds, offset] = PATTERN.exec(text) ?? [];
  if (whole === undefined || !isDate(Number(year), Number(month), Number(day))) {
    throw new SaleDateError(`"${text}" is not a date such as 2026-01-31`);
  }
  if (offset) return new Date(`${text.slice(0, -offset.length).trim().replace(' ', 'T')}${offset}`).toISOString();
  const time = hours === undefined ? undefined : ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0)) * 1000;
  if (time !== undefined && time >= DAY) throw new SaleDateError(`"${text}" is not a time of day`);
  return new Date(local({day: [Number(year), Number(month), Number(day)], time})).toISOString();
}

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** The instant at which clocks in `timeZone` show that day and time; twice-shown times are the first, skipped ones the next. */
function localInstant([year, month, day]: readonly [number, number, number], time: number, timeZone: string): number {
  const wall = Date.UTC(year, month - 1, day) + time;
  const candidates = [wall - offsetAt(wall - DAY, timeZone), wall - offsetAt(wall + DAY, timeZone)];
  const exact = candidates.filter(candidate => candidate + offsetAt(candidate, timeZone) === wall);
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
