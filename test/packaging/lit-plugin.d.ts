/** The analyzer has no types for its plugin for Lit, and no other way to get it than this path. */
declare module '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js' {
  export function litPlugin(): readonly object[];
}
