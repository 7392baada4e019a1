/** Alipay's clock: its times have no zone and mean Beijing, which knows no summer time. */
const AHEAD = 8 * 3600_000;

/** `2026-11-21 18:18:00`; seconds are cut off, never rounded up: a deadline must not move. */
export function toBeijing(instant: Date): string {
  return new Date(instant.getTime() + AHEAD).toISOString().slice(0, 19).replace('T', ' ');
}

/** `undefined` for what is not such a time. */
export function fromBeijing(text: string | undefined): Date | undefined {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/.exec(text ?? '') ?? [];
  const instant = new Date(`${day}T${time}+08:00`);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}
