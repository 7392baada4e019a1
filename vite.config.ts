// Builds the files for plain pages, which need no build step of their own. `tsconfig.build.json` builds the npm modules.
import {posix, resolve} from 'node:path';
import {minify} from 'terser';
import {defineConfig, minify as minifyFast} from 'vite';
import type {Plugin} from 'vite';
import {innerNames} from './test/packaging/inner-names.ts';
import {rename} from './test/packaging/rename.ts';

/** The files in dist/ that a page may name; what they share is in dist/chunks/. */
const entries = {
  hangtag: 'src/embed/hangtag.ts',
  loader: 'src/embed/loader.ts',
  'pay-button': 'src/elements/pay-button/define.ts',
  'providers/alipay': 'src/payment/providers/alipay.ts',
  'providers/antom': 'src/payment/providers/antom.ts',
  'providers/apple-pay': 'src/payment/providers/apple-pay.ts',
  'providers/google-pay': 'src/payment/providers/google-pay.ts',
  'providers/payment-request': 'src/payment/providers/payment-request.ts',
  'providers/paypal': 'src/payment/providers/paypal.ts',
  'providers/sandbox': 'src/payment/providers/sandbox.ts',
  'providers/hosted-checkout': 'src/payment/providers/hosted-checkout.ts',
  'providers/stripe': 'src/payment/providers/stripe.ts',
  // Not for pages: what is an entry is imported without a wrapper.
  'chunks/sale': 'src/elements/pay-button/sale-desk.ts',
};

export default defineConfig({
  plugins: [compactStyles(), standIns(), shortNames(), importAgain(), minifyAgain()],
  publicDir: false,
  logLevel: 'warn',
  define: {'process.env.NODE_ENV': '"production"'},
  build: {
    target: 'es2022',
    emptyOutDir: true,
    reportCompressedSize: false,
    // The licences of what is bundled ask to be passed on.
    license: {fileName: 'third-party-licences.md'},
    // As a library: then import() stays as it is, without a helper in front that fetches ahead of need.
    lib: {entry: entries, formats: ['es']},
    rolldownOptions: {
      // The second minifier takes most of the time, and is worth it.
      checks: {bundlerTimings: false},
      // What other chunks share with an entry may stay in it: one request less.
      preserveEntrySignatures: 'allow-extension',
      output: {
        entryFileNames: ({name}) => (name.startsWith('chunks/') ? '[name]-[hash].js' : '[name].js'),
        chunkFileNames: ({facadeModuleId, name}) => `chunks/${wordsIn(facadeModuleId) ?? name}-[hash].js`,
        minify: true,
        // One file for all that a tag needs at its start, and one for what a plain sale needs then: they pack better than many, and are one request each.
        codeSplitting: {
          groups: [
            {name: 'start', test: /elements\/pay-button\/define\.ts$/, priority: 2},
            {name: 'sale', test: /elements\/pay-button\/sale-desk\.ts$/, priority: 1},
          ],
        },
      },
    },
  },
  resolve: {conditions: ['browser', 'production']},
});

/** `delivery-en` for `src/words/delivery/en.ts`. */
const wordsIn = (file: string | null): string | undefined => (/\/words\/.*\.ts$/.test(file ?? '') ? file?.split('/').slice(-2).join('-').slice(0, -3) : undefined);

/** Takes the comments and the indentation out of the style sheets: no minifier looks into a template. */
function compactStyles(): Plugin {
  return {
    name: 'compact-styles',
    transform: {
      filter: {id: /\.styles\.ts$/},
      handler: (code) => code.replace(/\bcss`[^`]*`/g, compact),
    },
  };
}

function compact(css: string): string {
  const stringsApart = css.replace(/\/\*.*?\*\//gs, '').split(/("[^"]*"|'[^']*')/);
  return stringsApart.map((part, index) => (index % 2 ? part : squeeze(part))).join('').replaceAll(';}', '}');
}

/**
 * Modules that others stand in for. Our own for Lit's module for styles, half of which is for engines that do not read our syntax and for mistakes that we do not
 * make. And the one tag that there is for the list of all tags: one request less.
 */
function standIns(): Plugin {
  const places = [
    {of: /\/css-tag\.js$/, by: 'src/parts/css-tag.ts'},
    {of: /^nanostores$/, by: 'src/page/page-stores.ts'},
    {of: /\/elements\/define-all\.ts$/, by: 'src/elements/pay-button/define.ts'},
  ];
  return {
    name: 'stand-ins',
    enforce: 'pre',
    resolveId: (id) => places.filter(({of}) => of.test(id)).map(({by}) => resolve(by))[0],
  };
}

/** Writes `innerNames` short, in every file alike: before files are made of the modules, so that a file's name tells of it. */
function shortNames(): Plugin {
  return {
    name: 'short-names',
    enforce: 'post',
    transform: {
      filter: {id: /\/src\/.*\.ts$/},
      handler(code) {
        return rename(code, this.parse(code), innerNames);
      },
    },
  };
}

/**
 * Some engines keep the failure of an import for as long as the page lives, though the network is back: what is fetched late is asked for under another address then.
 * Not what other files need by its own address.
 */
function importAgain(): Plugin {
  const again = 'const again = (file) => import(file).catch(() => import(`${file}?${Date.now()}`));';
  return {
    name: 'import-again',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const shared = new Set(chunks.flatMap(({imports}) => imports));
      for (const chunk of chunks) {
        const code = chunk.code.replace(/\bimport\(([`"'])(\.[^`"']+)\1\)/g, (whole, _quote, file: string) =>
          shared.has(posix.join(posix.dirname(chunk.fileName), file)) ? whole : `again("${file}")`);
        if (code !== chunk.code) chunk.code = again + code;
      }
    },
  };
}

/**
 * Takes the indentation out of the templates: in minified code only they have lines, and white space stays white space. Then a second minifier takes another
 * hundredth off; all that it may assume beyond the language is that no arrow function is called with `new`.
 */
function minifyAgain(): Plugin {
  const compress = {ecma: 2020, hoist_funs: true, keep_fargs: false, unsafe_arrows: true} as const;
  return {
    name: 'minify-again',
    async generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        const {code = file.code} = await minify(file.code.trimEnd().replace(/\s*\n\s*/g, ' '), {module: true, ecma: 2020, compress});
        file.code = (await minifyFast(file.fileName, code, {module: true, compress: {target: 'es2022'}, mangle: {toplevel: true}})).code;
      }
    },
  };
}

const squeeze = (css: string): string => css.replace(/\s+/g, ' ').replace(/ ?([{};,>]) ?/g, '$1').replace(/: /g, ':').replace(/\b0(?=\.\d)/g, '');
