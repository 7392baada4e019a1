import {answerRules} from './provider-rules/answers.ts';
import {checkoutRules} from './provider-rules/checkout.ts';
import {comingBackRules} from './provider-rules/coming-back.ts';
import {contractRules} from './provider-rules/contract.ts';
import {gestureRules} from './provider-rules/gesture.ts';
import {merchantPageRules} from './provider-rules/merchant-page.ts';
import {pageMessageRules} from './provider-rules/page-messages.ts';
import {pageRules} from './provider-rules/page.ts';
import {stoppingRules} from './provider-rules/stopping.ts';
import type {ProviderWorld} from './provider-world.ts';
import type {ProviderRule, ProviderSource} from './trial.ts';
import type {Report} from './verdict.ts';
import {judgeAll} from './verdict.ts';

/** Every rule that a provider is judged by, in the order in which they should run: what is loaded only once is looked at first. */
export const providerRules: readonly ProviderRule[] = [
  ...contractRules, ...gestureRules, ...checkoutRules, ...answerRules, ...comingBackRules, ...merchantPageRules, ...pageMessageRules, ...stoppingRules, ...pageRules,
];

/** Judges a provider by every rule, in this page. `source` may make a new one for each case. */
export function judgeProvider(source: ProviderSource, world: ProviderWorld): Promise<Report> {
  const {id} = typeof source === 'function' ? source() : source;
  return judgeAll(`${id} (${world.way})`, providerRules, source, world);
}
