import type {Queryable} from '../database/database.ts';
import type {Services} from '../services.ts';
import {acceptHeld} from './accept-held.ts';
import type {Decision} from './decision-row.ts';
import {DecisionRefused, writeDecision} from './decision-row.ts';
import type {HeldAct} from './held.ts';
import {lockPayment} from './payment-row.ts';
import {repayHeld} from './repay-held.ts';

export interface HeldChoice {
  /** As `readHeld` names it. */
  readonly id: string;
  readonly act: Exclude<HeldAct, 'refund'>;
  readonly actor: string;
  /** Kept for good; for an accepted payment of another amount the buyer can read it on the order. */
  readonly reason: string;
  /** For `repaid`: the money left the service's account. */
  readonly atService?: boolean;
}

type Deciding = Pick<Services, 'config' | 'origin'> & {readonly tx: Queryable; readonly now: Date};
type Outcome = Pick<Decision, 'about' | 'decision'> & {readonly subject?: string};

/** Does what a person decided about a held thing, and writes down who decided it and why. Throws `DecisionRefused`. */
export async function decideHeld(services: Pick<Services, 'database' | 'clock' | 'config' | 'origin' | 'log'>, choice: HeldChoice): Promise<Decision> {
  if (choice.reason.trim() === '') throw new DecisionRefused('A decision needs a reason.');
  const decision = await services.database.transaction(async tx => {
    const now = services.clock();
    const {about, decision, subject = choice.id} = await carryOut({...services, tx, now}, choice);
    const made: Decision = {about, subject, decision, actor: choice.actor, reason: choice.reason};
    await writeDecision(tx, made, now);
    return made;
  });
  services.log.info('held.decided', {about: decision.about, subject: decision.subject, decision: decision.decision, actor: decision.actor});
  return decision;
}

async function carryOut(deciding: Deciding, choice: HeldChoice): Promise<Outcome> {
  const {tx} = deciding;
  const [, kind, number] = /^(notification|message)-([0-9]{1,18})$/.exec(choice.id) ?? [];
  if (kind === 'notification') return aboutNotification(deciding, Number(number), choice);
  if (kind === 'message') return aboutMessage(deciding, Number(number), choice);
  const rows = await lockPayment(tx, choice.id);
  if (rows) return aboutPayment(deciding, rows, choice);
  if (choice.act !== 'dismiss') throw new DecisionRefused(`"${choice.id}" does not wait for that; "hangtag held" lists what waits and what may be done.`);
  return aboutOther(tx, choice.id);
}

async function aboutPayment({tx, now, ...services}: Deciding, rows: NonNullable<Awaited<ReturnType<typeof lockPayment>>>, {act, actor, reason, atService}: HeldChoice): Promise<Outcome> {
  if (rows.payment.status !== 'held') throw new DecisionRefused('This payment does not wait for anybody.');
  const held = {tx, now, services, ...rows, by: {actor, reason}};
  if (act === 'accept') {
    await acceptHeld(held);
    return {about: 'payment', decision: 'accepted'};
  }
  if (act !== 'repaid') throw new DecisionRefused('Money is never dismissed: give it back with "hangtag refund", or say "accept" or "repaid".');
  await repayHeld(held, atService ?? false);
  return {about: 'payment', decision: 'repaid'};
}

async function aboutNotification({tx, now}: Deciding, id: number, {act}: HeldChoice): Promise<Outcome> {
  const [row] = await tx.query(`select 1 from inbox where id = $1 and state = 'held' for update`, [id]);
  if (!row) throw new DecisionRefused('There is no such notification that waits.');
  if (act === 'retry') {
    await tx.query(`update inbox set state = 'received', attempts = 0, next_try_at = $2 where id = $1`, [id, now]);
    return {about: 'notification', decision: 'tried again'};
  }
  if (act !== 'dismiss') throw new DecisionRefused('A notification is dismissed or tried again.');
  await tx.query(`update inbox set state = 'ignored', next_try_at = null where id = $1`, [id]);
  return {about: 'notification', decision: 'dismissed'};
}

async function aboutMessage({tx, now}: Deciding, id: number, {act}: HeldChoice): Promise<Outcome> {
  const [row] = await tx.query('select 1 from outbox where id = $1 and delivered_at is null and next_try_at is null for update', [id]);
  if (!row) throw new DecisionRefused('There is no such message that waits.');
  if (act === 'retry') {
    await tx.query('update outbox set attempts = 0, next_try_at = $2 where id = $1', [id, now]);
    return {about: 'message', decision: 'tried again'};
  }
  if (act !== 'dismiss') throw new DecisionRefused('A message is dismissed or tried again.');
  return {about: 'message', decision: 'dismissed'};
}

/** A refund that failed, or a dispute that fits no payment: nothing moves, somebody has seen to it. */
async function aboutOther(tx: Queryable, id: string): Promise<Outcome> {
  const [row] = await tx.query<{about: 'refund' | 'dispute'}>(
    `select 'refund' as about from refunds where id = $1 and status = 'failed' union all select 'dispute' from disputes d left join payments p on p.id = d.payment_id
     where d.id = $1 and (p.id is null or p.currency <> d.currency or p.captured = 0)`, [id]);
  if (!row) throw new DecisionRefused(`Nothing that waits is called "${id}"; "hangtag held" lists what does.`);
  return {about: row.about, decision: 'dismissed'};
}
