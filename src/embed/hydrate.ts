// `import 'hangtag/hydrate'` before anything else of ours, where a server rendered the tags: Lit then takes over what is there instead of the tag emptying it.
// Needs the package @lit-labs/ssr-client.
import '@lit-labs/ssr-client/lit-element-hydrate-support.js';
import {LitElement} from 'lit';

// A bundler may have put Lit before this, though it stands first in the source: then it has not asked for the support, which would have added this.
const {litElementHydrateSupport: support} = globalThis as {litElementHydrateSupport?: (lit: {LitElement: typeof LitElement}) => void};
if (!Object.hasOwn(LitElement, 'observedAttributes')) support?.({LitElement});
