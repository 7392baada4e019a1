import {globSync, readFileSync} from 'node:fs';
import * as analyzer from '@custom-elements-manifest/analyzer';
import {litPlugin} from '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js';

/** The part of a custom elements manifest that we read: https://github.com/webcomponents/custom-elements-manifest */
export interface ManifestModule {
  path: string;
  declarations: ManifestClass[];
  exports?: object[];
}
export interface ManifestClass extends Described {
  kind: string;
  tagName?: string;
  members?: ManifestMember[];
  attributes?: (Described & {fieldName?: string})[];
  events?: Described[];
  slots?: Described[];
  cssParts?: Described[];
  cssProperties?: Described[];
}
export interface ManifestMember extends Described {
  kind: 'field' | 'method';
  privacy?: 'public' | 'protected' | 'private';
  static?: boolean;
}
interface Described {
  name: string;
  description?: string;
}

// The analyzer's own types leave out its one function.
const {create, ts} = analyzer as unknown as {
  create(options: {modules: object[]; plugins: readonly object[]; context: {dev: boolean}}): {modules: ManifestModule[]};
  ts: {createSourceFile(name: string, text: string, target: string, parents: boolean): object};
};

/** Everything that the analyzer finds in `src/elements/`, inner things included. */
export function analyzeElements(): ManifestModule[] {
  const files = globSync('src/elements/**/*.ts').sort();
  const sources = files.map((file) => ts.createSourceFile(file, readFileSync(file, 'utf8'), 'es2022', true));
  return create({modules: sources, plugins: litPlugin(), context: {dev: false}}).modules;
}
