import {ImportError} from './import-report.ts';

/** How files that are no text begin. */
const BEGINNINGS: readonly (readonly [hex: string, what: string])[] = [
  ['504b0304', 'an Excel workbook or a zip archive: save it as "CSV UTF-8", or unpack it'],
  ['504b0506', 'an empty zip archive'],
  ['d0cf11e0', 'an Excel workbook: save it as "CSV UTF-8"'],
  ['1f8b', 'compressed: unpack it'],
  ['25504446', 'a PDF'],
  ['89504e47', 'a picture'],
  ['ffd8ff', 'a picture'],
  ['47494638', 'a picture'],
  ['52494646', 'a picture, a sound or a film'],
];

/** Throws `ImportError` for files that can be told by their first four bytes to be no text. */
export function refuseForeignBytes(opening: Uint8Array): void {
  const hex = [...opening.subarray(0, 4)].map(byte => byte.toString(16).padStart(2, '0')).join('');
  const what = BEGINNINGS.find(([beginning]) => hex.startsWith(beginning))?.[1];
  if (what) throw new ImportError(`The file is no CSV. It is ${what}.`);
}

/** Throws `ImportError` for text that is no table; `opening` begins with what is not white space. */
export function refuseForeignText(opening: string): void {
  if (opening.startsWith('<')) throw new ImportError('The file is no CSV. It is a web page or XML; a shop that asks to log in may have sent it instead of the export.');
  if (/^(?:\{\s*["}]|\[\s*[[{"\]])/.test(opening)) throw new ImportError('The file is no CSV. It is JSON.');
}
