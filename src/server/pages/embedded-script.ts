import * as client from './embedded-client.ts';
import * as conversation from './embedded-conversation.ts';
import {servedFile} from './served-file.ts';

/**
 * The script of the Embedded Checkout Protocol as the browser gets it: the functions of embedded-conversation.ts and embedded-client.ts, each by its own text. So it needs no build of
 * its own, and what is tested is what is served.
 */
function scriptText(): string {
  const functions = Object.values({...conversation, ...client}).map(one => tidy(one.toString()));
  return `(() => {\n'use strict';\n${functions.join('\n')}\nbegin();\n})();\n`;
}

/** Without the white space that types have left, and without comments of whole lines. */
function tidy(text: string): string {
  return text.split('\n').filter(line => !/^\s*\/\//.test(line)).map(line => line.trimStart().replaceAll(/ {2,}/g, ' ')).filter(Boolean).join('\n');
}

export const embeddedScript = servedFile('/pages/embedded.js', 'text/javascript', scriptText());
