import {endingRules} from './handler-rules/endings.ts';
import {givingBackRules} from './handler-rules/giving-back.ts';
import {notificationRules} from './handler-rules/notifications.ts';
import {payingRules} from './handler-rules/paying.ts';
import {serviceTroubleRules} from './handler-rules/service-trouble.ts';
import type {HandlerRule} from './handler-trial.ts';
import type {HandlerWorld} from './handler-world.ts';
import type {Report} from './verdict.ts';
import {judgeAll} from './verdict.ts';

/** Every rule that a handler is judged by. */
export const handlerRules: readonly HandlerRule[] = [...payingRules, ...serviceTroubleRules, ...notificationRules, ...endingRules, ...givingBackRules];

/** Judges a handler over HTTP, on a running server, by every rule. */
export function judgeHandler(world: HandlerWorld): Promise<Report> {
  return judgeAll(world.handler, handlerRules, world);
}
