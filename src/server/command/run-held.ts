import {z} from 'zod';
import type {Decision} from '../money/decision-row.ts';
import type {HeldThing} from '../money/held.ts';
import type {Money} from '../money/money.ts';

/** What a person asks for: a list of what waits, or a decision about some of it. */
export const HeldRequestSchema = z.discriminatedUnion('do', [
  z.object({do: z.literal('list')}).strict(),
  z.object({
    do: z.enum(['accept', 'repaid', 'dismiss', 'retry']), ids: z.array(z.string().min(1).max(200)).min(1).max(1000), actor: z.string().min(1).max(100),
    reason: z.string().min(1).max(200), atService: z.boolean().optional(),
  }).strict(),
]);
export type HeldRequest = z.output<typeof HeldRequestSchema>;

/** Times are ISO 8601. */
export interface HeldOutcome {
  /** What waits now. */
  readonly held: readonly (Omit<HeldThing, 'since'> & {readonly since: string})[];
  /** What was decided, in the order that was asked for. */
  readonly decided: readonly Decision[];
}

/** Lists or decides, one thing after the other. Throws `DecisionRefused` for the first that cannot be; those before it are decided. */
export async function runHeld(money: Pick<Money, 'held' | 'decideHeld'>, request: HeldRequest): Promise<HeldOutcome> {
  const decided: Decision[] = [];
  if (request.do !== 'list') {
    const {ids, do: act, actor, reason, atService} = request;
    for (const id of ids) decided.push(await money.decideHeld({id, act, actor, reason, ...(atService === undefined ? {} : {atService})}));
  }
  return {held: (await money.held()).map(thing => ({...thing, since: thing.since.toISOString()})), decided};
}
