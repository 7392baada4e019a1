import js from '@eslint/js';
import {configs as lit} from 'eslint-plugin-lit';
import tseslint from 'typescript-eslint';

/** Ways for text to become markup or code, or for a strict page to refuse ours. */
const notOnOurPages = [
  {selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML|srcdoc)$/]', message: 'Text from outside is never markup: use a template.'},
  {selector: "CallExpression[callee.property.name=/^(write|writeln)$/][callee.object.name='document']", message: 'document.write breaks the page.'},
  {selector: 'TemplateElement[value.raw=/\\sstyle\\s*=/]', message: "A strict page's style-src refuses style attributes: set a custom property, or a class."},
  {selector: 'ImportDeclaration[source.value=/unsafe-(html|svg|mathml|static)|static-html/]', message: 'Text from outside is never markup.'},
];

/** TypeScript for types only: what remains when they are taken away is the JavaScript that runs. */
const notInAnyFile = [
  {selector: 'TSEnumDeclaration', message: 'Use a union of strings.'},
  {selector: 'TSParameterProperty', message: 'Declare the field.'},
];

export default tseslint.config(
  {ignores: ['dist/', 'demo/dist/', 'node_modules/', 'coverage/', '.hangtag/']},
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {parserOptions: {project: './tsconfig.json', tsconfigRootDir: import.meta.dirname}},
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', {fixStyle: 'separate-type-imports', disallowTypeAnnotations: false}],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-invalid-void-type': ['error', {allowAsThisParameter: true, allowInGenericTypeArguments: true}],
      '@typescript-eslint/no-floating-promises': [
        'error',
        {allowForKnownSafeCalls: [{from: 'package', package: 'node:test', name: ['it', 'describe', 'test', 'suite']}]},
      ],
      // The DOM's maps of tags and events are extended this way.
      '@typescript-eslint/no-empty-object-type': ['error', {allowInterfaces: 'with-single-extends'}],
      // Code points are what we want of a string; `() => void done()` says that nobody waits; our interfaces' methods need no `this`.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // A matter of taste.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-unnecessary-type-arguments': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      // Slow, and we have no enums.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // Takes one generic instance of a class for another.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Numbers and booleans print as one expects.
      '@typescript-eslint/restrict-template-expressions': ['error', {allowNumber: true, allowBoolean: true}],
      // A type says what should be there; what crosses a border is checked even so.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // An async function may have nothing to wait for yet: its caller must not notice.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', {argsIgnorePattern: '^_', ignoreRestSiblings: true}],
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-implied-eval': 'error',
      eqeqeq: ['error', 'always', {null: 'ignore'}],
      'no-restricted-syntax': ['error', ...notInAnyFile, ...notOnOurPages],
    },
  },
  {files: ['src/**/*.ts', 'demo/**/*.ts', 'test/**/*.test.ts'], ...lit['flat/recommended']},
  {
    // The server writes whole pages, as text; a test writes its own.
    files: ['src/server/**/*.ts', 'demo/**/*.ts', 'test/**/*.ts'],
    rules: {'no-restricted-syntax': ['error', ...notInAnyFile]},
  },
  {
    // An unhandled rejection ends a test, and shows in the demo's console.
    files: ['test/**/*.ts', 'demo/**/*.ts'],
    rules: {'@typescript-eslint/no-misused-promises': ['error', {checksVoidReturn: false}]},
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // A test knows what it has just made, and looks freely into untyped answers.
      ...Object.fromEntries(['argument', 'assignment', 'call', 'member-access', 'return'].map((use) => [`@typescript-eslint/no-unsafe-${use}`, 'off'])),
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      'no-restricted-properties': ['error', ...['it', 'describe', 'test'].map((object) => ({object, property: 'only', message: 'The other tests want to run too.'}))],
    },
  },
  {
    // By their types many of chai's assertions are promises; only this one needs to be awaited.
    files: ['test/**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': 'off',
      'no-restricted-syntax': ['error', ...notInAnyFile, {selector: "ExpressionStatement > CallExpression[callee.property.name='accessible']", message: 'Await it: it answers later.'}],
    },
  },
);
