import type {Queryable} from '../database/database.ts';

/** What somebody of the shop decided about a thing that waited for a person; the record can only be added to. */
export interface Decision {
  readonly about: 'payment' | 'notification' | 'refund' | 'dispute' | 'message';
  readonly subject: string;
  readonly decision: 'accepted' | 'repaid' | 'dismissed' | 'tried again';
  /** Such as `staff:mei`. */
  readonly actor: string;
  readonly reason: string;
}

/** Why nothing was decided, in a sentence for the shop's people. */
export class DecisionRefused extends Error {
  override readonly name = 'DecisionRefused';
}

export async function writeDecision(tx: Queryable, {about, subject, decision, actor, reason}: Decision, now: Date): Promise<void> {
  await tx.query('insert into decisions (about, subject, decision, actor, reason, at) values ($1, $2, $3, $4, $5, $6)', [about, subject, decision, actor, reason, now]);
}
