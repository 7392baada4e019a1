import {MerchantError} from '../../src/merchant/merchant.ts';
import type {Timekeeper} from './browser.ts';

export type Operation = 'create' | 'get' | 'update' | 'complete' | 'cancel';

/** What may happen to one request on its way. */
export type Fate =
  | 'arrives'
  /** Never reaches the shop. */
  | 'request-lost'
  /** The shop acts; its answer never arrives. */
  | 'answer-lost'
  /** The page gives up; the request reaches the shop later. */
  | 'request-late'
  /** Takes its time to reach the shop; the page waits. */
  | 'request-slow'
  /** The shop acts at once and answers late. */
  | 'answer-late'
  /** The shop gets it twice. */
  | 'doubled'
  /** 503 before anything happened. */
  | 'busy'
  /** The shop acts; something in between makes a page of its own of the answer. */
  | 'garbled'
  /** Something in between refuses the request, and says nothing. */
  | 'forbidden'
  /** The shop acts, and then takes the request for another one under the same key. */
  | 'conflict';

const never = <T>(): Promise<T> => new Promise(() => undefined);

/** What lies between the tabs and the shop. */
export class Network {
  readonly clock: Timekeeper;
  /** The fate of the next requests of an operation, first come first. */
  readonly fates: Partial<Record<Operation, Fate[]>> = {};

  constructor(clock: Timekeeper) {
    this.clock = clock;
  }

  meet(operation: Operation, ...fates: readonly Fate[]): void {
    (this.fates[operation] ??= []).push(...fates);
  }

  clear(): void {
    for (const fates of Object.values(this.fates)) fates.length = 0;
  }

  async carry<T>(tab: {readonly alive: boolean; readonly frozen?: Promise<void> | undefined}, operation: Operation, act: () => T | Promise<T>): Promise<T> {
    const fate = this.fates[operation]?.shift() ?? 'arrives';
    await this.#travel(fate === 'request-slow' ? 3000 : 20);
    if (!tab.alive && fate !== 'request-slow') return never();
    if (fate === 'request-late') this.clock.later(5000, () => void outcomeOf(act));
    if (fate === 'request-lost' || fate === 'request-late') throw new MerchantError('unreachable', 'The request was lost');
    if (fate === 'busy') throw new MerchantError('busy', '503');
    if (fate === 'forbidden') throw new MerchantError('refused', '403');
    const twice = fate === 'doubled' ? [outcomeOf(act)] : [];
    const [outcome] = await Promise.all([outcomeOf(act), ...twice]);
    await this.#travel(fate === 'answer-late' ? 4000 : 20);
    await tab.frozen;
    if (!tab.alive) return never();
    if (fate === 'garbled') throw new MerchantError('bad_answer', '200 without JSON');
    if (fate === 'conflict') throw new MerchantError('conflict', '409');
    if (fate === 'answer-lost') throw new MerchantError('unreachable', 'The answer was lost');
    return outcome();
  }

  #travel(ms: number): Promise<void> {
    return new Promise((done) => void this.clock.later(ms, done));
  }
}

/** Acts now, tells what came of it later. */
async function outcomeOf<T>(act: () => T | Promise<T>): Promise<() => T> {
  try {
    const value = await act();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
