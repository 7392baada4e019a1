import {ImportError} from '../import/import-report.ts';
import {CommandError, reasonOf} from './command-error.ts';

/** One sentence about an error, fit for whoever typed the command. */
export function messageOf(error: unknown): string {
  if (error instanceof CommandError || error instanceof ImportError) return error.message;
  const text = reasonOf(error).trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Prints why a command ends and answers its exit code; the stack only for `--debug`. */
export function explain(error: unknown, debug: boolean, write: (text: string) => void): number {
  write(`hangtag: ${messageOf(error)}\n`);
  if (debug) write(`${stackOf(error)}\n`);
  return error instanceof CommandError ? error.code : 2;
}

function stackOf(error: unknown): string {
  const {stack = '', cause} = error as Error;
  return cause instanceof Error ? `${stack}\ncaused by ${stackOf(cause)}` : stack;
}
