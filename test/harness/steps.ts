/** One part of the whole test run: a command that either ends with `N passed, N failed`, or counts as one check by its exit code. */
export interface Step {
  readonly heading: string;
  readonly command: readonly string[];
  /** Show what it prints even when it passes. */
  readonly prints?: true;
  /** Runs with `DATABASE_URL` of a throw-away PostgreSQL. */
  readonly onPostgres?: true;
  readonly minutes?: number;
}

/** In the order in which they run: what is quick and what others need comes first. */
export const steps: Readonly<Record<string, Step>> = {
  machine: {heading: 'Browsers and PostgreSQL are here', command: ['node', 'test/harness/machine.ts']},
  types: {heading: 'Types', command: ['npm', 'run', '--silent', 'types']},
  imports: {heading: 'Rooms import what they may', command: ['npm', 'run', '--silent', 'imports']},
  lint: {heading: 'Lint', command: ['npm', 'run', '--silent', 'lint']},
  hygiene: {heading: 'Licences, secrets and paths', command: ['node', 'test/packaging/hygiene.ts']},
  build: {heading: 'Build', command: ['npm', 'run', '--silent', 'build']},
  manifest: {heading: 'Manifest is fresh', command: ['node', 'test/packaging/manifest.ts', '--check']},
  package: {heading: 'Package as npm would publish it', command: ['node', 'test/packaging/package.ts']},
  sizes: {heading: 'Sizes', command: ['node', 'test/packaging/sizes.ts'], prints: true},
  node: {heading: 'Node tests', command: ['node', 'test/harness/node-tests.ts'], minutes: 20},
  postgres: {
    heading: 'Server tests on PostgreSQL',
    command: ['node', 'test/harness/node-tests.ts', '--database', 'test/server/**/*.node.ts'],
    onPostgres: true,
    minutes: 20,
  },
  elements: {heading: 'Element tests in three engines', command: ['node', 'test/harness/element-tests.ts'], minutes: 20},
  driven: {heading: 'Driven browsers on the build', command: ['node', 'test/harness/node-tests.ts', '--driven'], minutes: 20},
};
