#!/usr/bin/env node
import {auditCommand} from './audit.ts';
import {checkCommand} from './check.ts';
import {CommandError} from './command-error.ts';
import {discountCommand} from './discount.ts';
import {explain} from './explain.ts';
import {heldCommand} from './held.ts';
import {importCommand} from './import.ts';
import type {Command} from './options.ts';
import {refundCommand} from './refund.ts';
import {serveCommand} from './serve.ts';
import {version} from './version.ts';

const COMMANDS: Readonly<Record<string, Command>> = {serve: serveCommand, import: importCommand, discount: discountCommand, refund: refundCommand, held: heldCommand, check: checkCommand, audit: auditCommand};

const WIDEST = Math.max(...Object.keys(COMMANDS).map((name) => name.length));

const HELP = `Hangtag ${version()}: the shop behind the tags.

Usage: hangtag <command> [options]

${Object.entries(COMMANDS).map(([name, {summary}]) => `  ${name.padEnd(WIDEST + 2)}${summary}`).join('\n')}

"hangtag <command> --help" explains a command. With DATABASE_URL set, each works with that Postgres; without, with the
embedded database in the data folder.
`;

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  if (name === '--version' || name === '-v') return say(`${version()}\n`);
  if (name === 'help' && args[0] !== undefined) return main([args[0], '--help']);
  if (name === '--help' || name === '-h' || name === 'help') return say(HELP);
  if (name === '') throw new CommandError('Which command? "hangtag --help" lists them.');
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new CommandError(`There is no command "${name}"; "hangtag --help" lists them.`);
  return args.includes('--help') || args.includes('-h') ? say(command.help) : command.run(args);
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

// Whoever reads our output may stop reading.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
const given = process.argv.slice(2);
process.exitCode = await main(given).catch((error: unknown) => explain(error, given.includes('--debug'), text => process.stderr.write(text)));
