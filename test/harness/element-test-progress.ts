// Runs in the page that a test file runs in, beside web-test-runner's mocha.
import type {Standing} from './element-test-standing.ts';

// The runner's own module, which it serves at this address only.
const address = '/__web-dev-server__web-socket.js';
const socket = import(address) as Promise<{sendMessage(message: object): Promise<void>}>;

/** Tells the test command where the file stands, so that it can say so when the file does not end. Called before mocha runs. */
export function tellProgress(): void {
  const {setTimeout} = globalThis;
  const session = new URLSearchParams(location.search).get('wtr-session-id');
  let begun = 0;
  let failed = 0;
  const tell = async (standing: Standing): Promise<void> => (await socket).sendMessage({type: 'element-test-standing', session, standing});
  void tell({at: 'loading'});
  mocha.rootHooks({
    // Waited for: a test that never gives the page back would keep the word to itself.
    async beforeEach() {
      await tell({at: 'test', title: this.currentTest.fullTitle(), number: ++begun, failed});
    },
    afterEach() {
      if (this.currentTest.state === 'failed') failed++;
    },
  });
  const run = mocha.run.bind(mocha);
  mocha.run = (ended) => run((failures) => {
    void tell({at: 'end', failed});
    // The runner reports with a timer: it must go off, whatever a test that was given up has left in the place of the page's own.
    globalThis.setTimeout = setTimeout;
    ended(failures);
  });
}
