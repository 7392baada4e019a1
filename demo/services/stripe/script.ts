import {join} from 'node:path';
import {build} from 'esbuild';

let bundled: Promise<string> | undefined;

/** The stand-in for Stripe's script, as one plain script that asks the simulation at `origin`. */
export async function browserScript(origin: string): Promise<string> {
  const script = await (bundled ??= bundle());
  return `${script}\nStripeStandIn.install(${JSON.stringify(origin)});\n`;
}

async function bundle(): Promise<string> {
  const {outputFiles} = await build({
    entryPoints: [join(import.meta.dirname, 'browser/stand-in.ts')], bundle: true, write: false, format: 'iife', globalName: 'StripeStandIn', target: 'es2022', platform: 'browser'});
  return outputFiles[0]?.text ?? '';
}
