// The one line of a plain page: <script type="module" src="…/hangtag.js"></script>. However often it stands there, from whatever address and in
// whatever version, the first one loads the tags and the others do nothing. Without imports, exports and names of its own it also works where a
// system has dropped `type="module"`.
(() => {
  const place = Symbol.for('hangtag.script.1');
  const page = globalThis as {[place]?: Promise<unknown>};
  page[place] ??= import('../elements/define-all.ts').catch((error: unknown) => {
    // Another copy may have more luck.
    delete page[place];
    throw error;
  });
})();
