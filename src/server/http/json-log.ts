import type {Log, LogFields} from '../services.ts';

/** A log of one JSON object a line. `write`: where lines go; standard error by default. */
export function jsonLog(write: (line: string) => void = line => { process.stderr.write(line); }): Log {
  const put = (level: string) => (event: string, fields: LogFields = {}): void => {
    write(`${JSON.stringify({at: new Date().toISOString(), level, event, ...fields})}\n`);
  };
  return {info: put('info'), warn: put('warn'), error: put('error')};
}
