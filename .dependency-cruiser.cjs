// Which room of src/ may import which. Whatever this table does not allow is refused; type imports count too.
const rooms = {
  commerce: [],
  words: ['commerce'],
  page: ['commerce', 'words'],
  merchant: ['commerce'],
  payment: ['commerce', 'page', 'merchant/merchant.ts'],
  coupon: ['commerce', 'page', 'merchant/merchant.ts'],
  identity: ['commerce', 'page'],
  post: ['commerce', 'page'],
  'mini-app': ['commerce', 'page'],
  parts: ['commerce', 'words', 'page'],
  elements: ['commerce', 'words', 'page', 'merchant', 'payment', 'coupon', 'identity', 'post', 'mini-app', 'parts'],
  embed: ['commerce', 'words', 'page', 'merchant', 'payment', 'coupon', 'identity', 'post', 'mini-app', 'parts', 'elements'],
  conformance: ['commerce', 'payment', 'mini-app', 'merchant/merchant.ts'],
  server: ['commerce', 'words', 'post', 'coupon/token'],
};

// What comes from npm, by room: a page that loads a tag must not load a schema library in full or a server framework.
const browserPackages = ['lit', 'lit-html', '@lit/reactive-element', 'nanostores', 'zod/mini'];
const packages = {
  commerce: ['zod/mini'],
  words: [],
  embed: [...browserPackages, '@lit-labs/ssr-client'],
  conformance: [],
};

const browserRooms = Object.keys(rooms).filter((room) => room !== 'server');
const inRoom = (path) => `^src/${path}${path.endsWith('.ts') ? '$' : '(/|\\.ts$)'}`;
const inPackage = (name) => `(^|node_modules/)${name}(/|$)`;

module.exports = {
  forbidden: [
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `${room}-imports-only-its-table`,
      comment: `src/${room} may import ${allowed.length ? allowed.join(', ') : 'no other room'}.`,
      severity: 'error',
      from: {path: inRoom(room)},
      to: {path: '^src/', pathNot: [room, ...allowed].map(inRoom)},
    })),
    {
      name: 'every-room-has-a-rule',
      comment: 'A new room needs a line in the table above.',
      severity: 'error',
      from: {path: '^src/', pathNot: Object.keys(rooms).map(inRoom)},
      to: {},
    },
    {
      name: 'source-imports-source',
      comment: 'src/ never needs demo/, test/ or dist/.',
      severity: 'error',
      from: {path: '^src/'},
      to: {path: '^(demo|test|dist)/'},
    },
    ...browserRooms.map((room) => ({
      name: `${room}-uses-only-its-packages`,
      comment: `src/${room} may use ${(packages[room] ?? browserPackages).join(', ') || 'no package'} from npm.`,
      severity: 'error',
      from: {path: inRoom(room)},
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'],
        pathNot: (packages[room] ?? browserPackages).map(inPackage),
      },
    })),
    {
      name: 'no-node-in-browser-rooms',
      comment: 'A page has no Node.',
      severity: 'error',
      from: {path: browserRooms.map(inRoom)},
      to: {dependencyTypes: ['core']},
    },
    {
      name: 'no-development-packages-in-source',
      comment: 'Whoever installs the package gets dependencies and peers only.',
      severity: 'error',
      from: {path: '^src/'},
      to: {dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer', 'npm-optional', 'type-only']},
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other to run are one file, or miss a third. Types may refer to each other.',
      severity: 'error',
      from: {path: '^src/'},
      to: {circular: true, viaOnly: {dependencyTypesNot: ['type-only']}},
    },
    {
      name: 'resolvable',
      comment: 'An import must lead somewhere. Two vendors publish types alone, with nothing behind their names.',
      severity: 'error',
      from: {},
      to: {couldNotResolve: true, pathNot: '^(googlepay|applepayjs)$'},
    },
  ],
  options: {
    doNotFollow: {path: 'node_modules'},
    tsPreCompilationDeps: true,
    tsConfig: {fileName: 'tsconfig.json'},
    enhancedResolveOptions: {exportsFields: ['exports'], conditionNames: ['types', 'import', 'browser', 'default'], extensions: ['.ts', '.js', '.json']},
    parser: 'tsc',
  },
};
