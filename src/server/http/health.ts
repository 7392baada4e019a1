import type {Database} from '../database/database.ts';

const PATIENCE = 2000;

export interface Readiness {
  readonly status: 'ready' | 'unready';
  readonly database: 'ok' | 'unreachable';
  /** `off` in a process that serves without working off what is due. */
  readonly worker: 'ok' | 'stuck' | 'off';
}

export interface Health {
  readiness(): Promise<Readiness>;
}

/** Whether requests can be served: the database answers within two seconds and the worker is alive. */
export function createHealth(database: Database, worker: () => Readiness['worker']): Health {
  return {
    async readiness() {
      const state = {database: await answers(database), worker: worker()};
      return {status: state.database === 'ok' && state.worker !== 'stuck' ? 'ready' : 'unready', ...state};
    },
  };
}

async function answers(database: Database): Promise<Readiness['database']> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'unreachable'>(resolve => { timer = setTimeout(resolve, PATIENCE, 'unreachable'); });
  const asked = database.query('select 1 as one', []).then(() => 'ok' as const, () => 'unreachable' as const);
  return Promise.race([asked, late]).finally(() => { clearTimeout(timer); });
}
