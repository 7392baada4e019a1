// Loaded before everything else in each process of the tests, itself as stripped JavaScript: see `stripped-sources.ts`.
import {hash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {registerHooks} from 'node:module';
import {fileURLToPath} from 'node:url';
import {setFlagsFromString} from 'node:v8';

// Most of the embedded database's nine megabytes of code run a few times, and then its process is over: optimizing them costs
// more than it saves.
setFlagsFromString('--liftoff-only');

registerHooks({
  load(url, context, next) {
    const source = url.startsWith('file:') && url.endsWith('.ts') ? strippedOf(fileURLToPath(url)) : undefined;
    return source === undefined ? next(url, context) : {format: 'module', source, shortCircuit: true};
  },
});

// By what a file says and not by its name: who edits it while tests run gets what it says now, stripped by Node.
function strippedOf(file: string): string | undefined {
  try {
    return readFileSync(new URL(hash('sha256', readFileSync(file)), import.meta.url), 'utf8');
  } catch {
    return undefined;
  }
}
