import {deliverEvents, NEXT_OF_ITS_ORDER} from '../orders/deliver-events.ts';
import type {Services} from '../services.ts';
import {askAfter} from './ask.ts';
import {claimDue} from './claim-due.ts';
import {deliverOutbox} from './deliver.ts';
import {applyDueInbox} from './notifications.ts';
import {readDueDisputes} from './read-disputes.ts';
import {lookAtRefundsAgain} from './read-refunds.ts';
import {pursueRefund} from './refund.ts';

/** One kind of work at one payment service, or order events at one platform (its profile); messages to the merchant have neither. */
type Lane = readonly [kind: Kind, at: string];
type Kind = 'inbox' | 'ask' | 'refund' | 'list' | 'disputes' | 'outbox' | 'events';

/** Platforms whose events are begun at a time: any of those that wait, so that slow ones cannot take every place for long. */
const MOST_PLATFORMS = 64;
/** ms; what is left then is due at the next run. */
const LONGEST_RUN = 30_000;

/** Does a few pieces that are due; answers how many it tried. */
const WORK: Readonly<Record<Kind, (services: Services, at: string) => Promise<number>>> = {
  inbox: applyDueInbox,
  ask: (services, handlerId) => claimDue(services, 'payments to ask after', handlerId, id => askAfter(services, id, {cause: 'worker', actor: 'worker'})),
  refund: (services, handlerId) => claimDue(services, 'refunds', handlerId, id => pursueRefund(services, id)),
  list: (services, handlerId) => claimDue(services, 'lists of refunds', handlerId, id => lookAtRefundsAgain(services, id)),
  disputes: readDueDisputes,
  outbox: deliverOutbox,
  events: deliverEvents,
};

export interface Lanes {
  /** Begins every lane in which something is due and that is not under way; answers those, and the others in which something is due. */
  begin(now?: Date): Promise<{readonly begun: readonly Promise<number>[]; readonly busy: readonly Promise<number>[]}>;
  /** Lanes under way end with what they have begun; none begins any more. */
  stop(): void;
}

/**
 * Works off what is due: notifications, payments without an answer or past their deadline, refunds, the services' own lists of
 * refunds and disputes, messages, order events. Each kind at each service, and each platform, has a lane of its own, so that one that is slow or down
 * holds up nobody else. Any number of processes may do this at once, and any may die at any moment: a claim is a lease that runs out.
 */
export function createLanes(services: Services): Lanes {
  const underWay = new Map<string, Promise<number>>();
  let stopped = false;
  async function run([kind, at]: Lane, own: Services): Promise<number> {
    const until = performance.now() + LONGEST_RUN;
    let done = 0;
    for (let found = 1; found > 0 && !stopped && performance.now() < until; done += found) found = await WORK[kind](own, at);
    return done;
  }
  function start(name: string, lane: Lane, own: Services): Promise<number> {
    const work = run(lane, own).catch((error: unknown) => {
      services.log.error('worker.failed', {lane: name, error: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown'});
      return 0;
    }).finally(() => underWay.delete(name));
    underWay.set(name, work);
    return work;
  }
  return {
    async begin(now) {
      const own = now ? {...services, clock: () => now} : services;
      const begun: Promise<number>[] = [];
      const busy: Promise<number>[] = [];
      for (const lane of stopped ? [] : await lanesDue(own)) {
        const name = lane.join(' ').trim();
        const running = underWay.get(name);
        if (running) busy.push(running);
        else begun.push(start(name, lane, own));
      }
      return {begun, busy};
    },
    stop() { stopped = true; },
  };
}

/**
 * Only for services that are configured, and in this shop's mode: what another shop on this database does is its own. Asked every second: the
 * earliest payment is found by an index, where `exists` may read through those of all other services.
 */
async function lanesDue({database, handlers, config, mode, clock}: Services): Promise<readonly Lane[]> {
  const rows = await database.query<{kind: Kind; at: string}>(
    `select 'inbox' as kind, h as at from unnest($2::text[]) h where exists (select 1 from inbox where handler_id = h and coalesce(mode, $3) = $3
         and state = 'received' and next_try_at <= $1 and (about <> 'dispute' or h <> all($4::text[])))
     union all select 'ask', h from unnest($2::text[]) h where exists (select 1 from payments where handler_id = h and mode = $3 and next_check_at <= $1)
     union all select 'list', h from unnest($2::text[]) h where exists (select 1 from payments where handler_id = h and mode = $3 and refunds_check_at <= $1)
     union all select 'refund', h from unnest($2::text[]) h where exists (
       select 1 from refunds r join payments p on p.id = r.payment_id where p.handler_id = h and p.mode = $3 and r.next_check_at <= $1)
     union all select 'disputes', h from unnest($4::text[]) h where not exists (select 1 from dispute_reading where handler_id = h and mode = $3 and reading_until > $1)
       and (exists (select 1 from inbox where handler_id = h and coalesce(mode, $3) = $3 and about = 'dispute' and state = 'received' and next_try_at <= $1)
         or (not exists (select 1 from dispute_reading where handler_id = h and mode = $3 and next_check_at > $1)
           and (select min(created_at) from payments where handler_id = h and mode = $3 and captured > 0) is not null))
     union all select 'outbox', '' where $5 and exists (select 1 from outbox where platform is null and delivered_at is null and next_try_at <= $1)
     union all (select 'events', platform from outbox o where platform is not null and delivered_at is null and next_try_at <= $1 and payload #>> '{data,mode}' = $3
       and ${NEXT_OF_ITS_ORDER} group by platform order by random() limit ${MOST_PLATFORMS})`,
    [clock(), handlers.map(({id}) => id), mode, handlers.filter(one => one.listDisputes).map(({id}) => id), config.notifyUrl !== undefined]);
  return rows.map(({kind, at}) => [kind, at] as const);
}
