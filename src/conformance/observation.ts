/** What a provider did to the page outside of what it was given. */
export type Observation =
  /** A node was put outside the frame, or an attribute changed there. */
  | {readonly what: 'node' | 'style' | 'global' | 'sink' | 'storage' | 'violation' | 'rejection'; readonly detail: string}
  /** Something was asked of the network. `directive`: the part of a policy that must allow it. */
  | {readonly what: 'request'; readonly detail: string; readonly directive: string; readonly url: string};

/** Replaces something for a while; the returned function puts it back. */
export type Undo = () => void;

/** Puts `replacement` in the place of a property; the returned function puts the property back as it was. */
export function replace(owner: object, name: string, replacement: PropertyDescriptor): Undo {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, {configurable: true, ...replacement});
  return () => {
    if (before) Object.defineProperty(owner, name, before);
    else Reflect.deleteProperty(owner, name);
  };
}
