import type {Observation, Undo} from './observation.ts';
import {replace} from './observation.ts';

type Setter = (this: unknown, value: unknown) => void;

/** Text that would become markup, a script or a style, where a strict page refuses it. */
export function watchSinks(see: (one: Observation) => void, undo: Undo[]): void {
  const {trustedTypes} = globalThis as {trustedTypes?: {isHTML(value: unknown): boolean; isScriptURL(value: unknown): boolean; isScript(value: unknown): boolean}};
  const sink = (detail: string): void => see({what: 'sink', detail});
  const property = (owner: object, name: string, isTrusted: (value: unknown) => boolean): void => {
    const before = Object.getOwnPropertyDescriptor(owner, name);
    const set = before?.set as Setter | undefined;
    if (!before || !set) return;
    undo.push(replace(owner, name, {
      ...before,
      set(this: unknown, value: unknown) {
        if (value !== '' && !isTrusted(value)) sink(`${owner.constructor.name}.${name}`);
        set.call(this, value);
      },
    }));
  };
  const isHtml = (value: unknown): boolean => trustedTypes?.isHTML(value) ?? false;
  // Where the browser knows no Trusted Types, an address cannot be more than text.
  const isAddress = (value: unknown): boolean => (trustedTypes ? trustedTypes.isScriptURL(value) : true);
  property(Element.prototype, 'innerHTML', isHtml);
  property(Element.prototype, 'outerHTML', isHtml);
  property(HTMLIFrameElement.prototype, 'srcdoc', isHtml);
  property(HTMLScriptElement.prototype, 'src', isAddress);
  property(HTMLScriptElement.prototype, 'text', () => false);
  const evaluate = Reflect.get(globalThis, 'eval') as (text: unknown) => unknown;
  undo.push(replace(globalThis, 'eval', {
    writable: true,
    value(text: unknown) {
      sink('eval');
      return evaluate(text);
    },
  }));
  calls(Element.prototype, 'insertAdjacentHTML', ([, text]) => isHtml(text) || sink('insertAdjacentHTML'), undo);
  calls(Document.prototype, 'write', () => sink('document.write'), undo);
  calls(Range.prototype, 'createContextualFragment', ([text]) => isHtml(text) || sink('createContextualFragment'), undo);
  calls(Element.prototype, 'setAttribute', ([name]) => {
    if (/^(on|style$|srcdoc$)/i.test(String(name))) sink(`attribute ${String(name)}`);
  }, undo);
}

function calls(owner: object, method: string, note: (args: readonly unknown[]) => unknown, undo: Undo[]): void {
  const original = (owner as Readonly<Record<string, (...args: unknown[]) => unknown>>)[method];
  if (!original) return;
  const value = function (this: unknown, ...args: unknown[]): unknown {
    note(args);
    return Reflect.apply(original, this, args);
  };
  undo.push(replace(owner, method, {writable: true, value}));
}
