/** What web-test-runner's mocha puts on the page. Only `*.test.ts` may use it: Node tests import from `node:test`. */
interface MochaContext {
  timeout(milliseconds: number): this;
  skip(): never;
}
type MochaBody = (this: MochaContext) => void | Promise<void>;
interface MochaBlock<Body> {
  (title: string, body: Body): void;
  /** Never committed: lint refuses it. */
  only(title: string, body: Body): void;
  skip(title: string, body: Body): void;
}

declare const describe: MochaBlock<(this: MochaContext) => void>;
declare const it: MochaBlock<MochaBody>;
declare function before(body: MochaBody): void;
declare function after(body: MochaBody): void;
declare function beforeEach(body: MochaBody): void;
declare function afterEach(body: MochaBody): void;

/** Only the harness may use it. */
declare const mocha: {
  rootHooks(hooks: Record<'beforeEach' | 'afterEach', (this: {readonly currentTest: {fullTitle(): string; readonly state?: 'passed' | 'failed'}}) => void | Promise<void>>): void;
  run(ended: (failures: number) => void): unknown;
};
