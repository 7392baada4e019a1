import type {TestRunnerPlugin} from '@web/test-runner';

/** Where a test file stands. `failed`: how many of its tests have failed by then. */
export type Standing =
  | {readonly at: 'loading'}
  | {readonly at: 'test'; readonly title: string; readonly number: number; readonly failed: number}
  /** All tests have ended; the runner has yet to report. */
  | {readonly at: 'end'; readonly failed: number};

/** Hears from the pages how far they are; the keys are the runner's sessions. */
export function hearStandings(standings: Map<string, Standing>): TestRunnerPlugin {
  return {
    name: 'element-test-standing',
    injectWebSocket: true,
    serverStart({webSockets}) {
      webSockets?.on('message', ({data}) => {
        if (data.type === 'element-test-standing') standings.set(data.session as string, data.standing as Standing);
      });
    },
  };
}

export function describeStanding(standing: Standing | undefined): string {
  if (!standing) return 'its page never came so far as to say anything';
  if (standing.at === 'loading') return 'its page was there, no test had begun';
  const before = standing.failed ? `; ${standing.failed} had failed before` : '';
  return standing.at === 'end' ? `all its tests had ended${before}` : `it stood at test ${standing.number}: ${standing.title}${before}`;
}

const hung = /^(Browser tests did not (start|finish)|The browser was unable to create|Timed out stopping the browser page|Tests were interrupted because the browser disconnected)/;

/** Nothing failed: the browser stood still, and only that. */
export function stoodStill(errors: readonly {readonly message?: string | undefined}[], standing: Standing | undefined): boolean {
  const failed = standing && standing.at !== 'loading' ? standing.failed : 0;
  return errors.length > 0 && failed === 0 && errors.every(({message = ''}) => hung.test(message));
}
