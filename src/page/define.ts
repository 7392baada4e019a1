import {report} from './reports.ts';
import type {Tag} from './tag-names.ts';
import {nameTag} from './tag-names.ts';

/** Every class of ours carries its tag here, whichever copy of the script it came from. */
export const hangtag = Symbol.for('hangtag.tag');

export interface TagClass extends CustomElementConstructor {
  readonly [hangtag]: Tag;
}

/**
 * Defines one of our tags, under its own name or another, unless the name is taken: by another copy of the script, which is fine, or by something
 * else, which is told in the console and leaves the author's links as they are. Returns the name when the tag is there, else `undefined`. Does
 * nothing where there are no custom elements, as in Node, or no constructable style sheets, as in Firefox before 101: the links stay. Throws `SyntaxError` when `name` is no name for a custom element.
 */
export function define(Class: TagClass, name: string = Class[hangtag], registry: CustomElementRegistry | undefined = globalThis.customElements): string | undefined {
  // A server that renders has custom elements and no documents.
  if (!registry || (typeof document === 'object' && !('adoptedStyleSheets' in document))) return undefined;
  const taken = registry.get(name) as Partial<TagClass> | undefined;
  const {[hangtag]: tag} = Class;
  if (taken && taken[hangtag] !== tag) {
    report(undefined, `define ${name}`, `<${name}> is already defined by something else on this page, so ours is not. Use another name: define(${Class.name || 'Class'}, 'shop-${tag}').`);
    return undefined;
  }
  if (!taken) register(Class, name, registry);
  if (registry === globalThis.customElements) nameTag(tag, name);
  return name;
}

function register(Class: TagClass, name: string, registry: CustomElementRegistry): void {
  try {
    registry.define(name, Class);
  } catch (error) {
    // A class can have one name only; for a second one, a subclass has to do.
    if ((error as DOMException).name !== 'NotSupportedError') throw error;
    registry.define(name, class extends Class {});
  }
}
