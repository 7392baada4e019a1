import type {Log, LogFields} from '../services.ts';

/** Writes one JSON object a line: time, level, event, then the fields. */
export function ndjsonLog(write: (line: string) => void): Log {
  const line = (level: string) => (event: string, fields: LogFields = {}): void => {
    write(`${JSON.stringify({time: new Date().toISOString(), level, event, ...fields})}\n`);
  };
  return {info: line('info'), warn: line('warn'), error: line('error')};
}
