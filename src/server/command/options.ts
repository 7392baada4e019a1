import {parseArgs} from 'node:util';
import type {ParseArgsConfig} from 'node:util';
import {CommandError} from './command-error.ts';

export type OptionTable = NonNullable<ParseArgsConfig['options']>;

/** Options that every command has. */
export const COMMON = {
  help: {type: 'boolean', short: 'h'},
  debug: {type: 'boolean'},
} as const satisfies OptionTable;

/** A command, as `main.ts` calls it. Answers its exit code. */
export interface Command {
  readonly summary: string;
  readonly help: string;
  run(args: readonly string[]): Promise<number>;
}

type Parsed<Options extends OptionTable> = ReturnType<typeof parseArgs<{args: string[]; options: Options; allowPositionals: true; strict: true}>>;

/** Reads a command's arguments. Throws `CommandError` for options it does not have, and for empty values. */
export function readOptions<Options extends OptionTable>(args: readonly string[], options: Options, name: string): Parsed<Options> {
  const parsed = parse(args, options, name);
  // Such as `--data "$DATA"` where DATA is not set: it must not mean this very folder.
  for (const [option, value] of Object.entries(parsed.values)) if ([value].flat().includes('')) throw new CommandError(`--${option} is empty.`);
  return parsed;
}

function parse<Options extends OptionTable>(args: readonly string[], options: Options, name: string): Parsed<Options> {
  try {
    return parseArgs({args: [...args], options, allowPositionals: true, strict: true});
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split('. ');
    throw new CommandError(`${sentence.replace(/\.$/, '')}; "hangtag ${name} --help" lists the options.`);
  }
}

/** A TCP port; 0: any free one. Throws `CommandError`. */
export function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new CommandError(`--port must be a number from 0 to 65535, not "${text}".`);
  return port;
}

/** Throws `CommandError` when the value is none of `choices`. */
export function oneOf<const Choice extends string>(option: string, value: string, choices: readonly Choice[]): Choice {
  const found = choices.find(choice => choice === value);
  if (!found) throw new CommandError(`--${option} must be ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}, not "${value}".`);
  return found;
}
