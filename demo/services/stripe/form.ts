import {ApiError, invalidParameter} from './api-error.ts';

export type Form = {readonly [name: string]: FormValue | undefined};
export type FormValue = string | Form;

/** Reads a body such as `amount=100&metadata[trade_no]=x&expand[0]=latest_charge`. */
export function readForm(body: string): Form {
  const form: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(body)) {
    const path = name.split(/[[\]]+/).filter(part => part !== '');
    let place = form;
    for (const part of path.slice(0, -1)) place = (place[part] ??= {}) as Record<string, unknown>;
    place[path.at(-1) ?? name] = value;
  }
  return form as Form;
}

export function text(form: Form | undefined, name: string): string | undefined {
  const value = form?.[name];
  return typeof value === 'string' ? value : undefined;
}

export function needed(form: Form, name: string): string {
  const value = text(form, name);
  if (!value) throw new ApiError(400, {type: 'invalid_request_error', code: 'parameter_missing', message: `Missing required param: ${name}.`, param: name}, true);
  return value;
}

export function part(form: Form | undefined, name: string): Form | undefined {
  const value = form?.[name];
  return typeof value === 'object' ? value : undefined;
}

export function list(form: Form, name: string): readonly string[] {
  return Object.values(part(form, name) ?? {}).filter(value => typeof value === 'string');
}

export function wholeNumber(form: Form, name: string): number | undefined {
  const value = text(form, name);
  if (value === undefined) return undefined;
  if (!/^-?\d+$/.test(value)) throw invalidParameter(name, `Invalid integer: ${value}`);
  return Number(value);
}

/** Metadata and the like: a flat table of texts. */
export function texts(form: Form | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(form ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
