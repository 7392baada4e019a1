import type {NotifyOptions} from '../../../src/conformance/service.ts';
import type {Webhook} from './api.ts';
import {deliverEvent} from './deliver-event.ts';
import type {SimEvent, World} from './world.ts';

/** Brings events to the webhook endpoint, by itself or when told to. */
export class Messenger {
  readonly #world: World;
  readonly #secret: string;
  readonly #underWay = new Set<Promise<number>>();
  webhook: Webhook | undefined;
  automatic = false;

  constructor(world: World, secret: string) {
    this.#world = world;
    this.#secret = secret;
    world.heard = event => { if (this.automatic) void this.deliver(event); };
  }

  /** Answers the HTTP status that came back; 0 when nobody listens. */
  deliver(event: SimEvent, forged?: NotifyOptions['forged']): Promise<number> {
    if (!this.webhook) return Promise.resolve(0);
    const delivery = deliverEvent(event, {url: this.webhook.url, secret: this.#secret, now: this.#world.now, ...(forged ? {forged} : {})});
    this.#underWay.add(delivery);
    return delivery.finally(() => this.#underWay.delete(delivery));
  }

  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }
}
