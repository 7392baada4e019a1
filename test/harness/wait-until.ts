import {waitUntil as wait} from '@open-wc/testing';

/** Ms. Longer than anything takes, so that a machine that does much else fails no test. */
const patience = 20_000;

/** Waits until `condition` holds; throws `Timeout: what` when it never does. How fast something is has tests of its own. */
export const waitUntil = (condition: () => unknown, what = 'What was waited for did not come'): Promise<void> => wait(condition, what, {interval: 25, timeout: patience});
