// `import 'hangtag/hydrate'` before anything else of ours, where a server rendered the tags: Lit then takes over what is there instead of the tag emptying it.
// Needs the package @lit-labs/ssr-client.
import '@lit-labs/ssr-client/lit-element-hydrate-support.js';
