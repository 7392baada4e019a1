import type {ReactiveController} from 'lit';
import type {Attempt, PaymentStory} from '../../payment/attempt.ts';
import {$attempts} from '../../payment/attempts.ts';
import {pageState} from '../../page/state.ts';
import {isEnding} from '../../payment/transitions.ts';
import {endingEvent, firstToTell} from './endings.ts';
import type {Open} from './panel/panel-view.ts';
import type {Tag} from './tag.ts';

/** One purchase as a tag shows it: its attempt, wherever it was begun, the panel, and the events that end it. */
export class PurchaseView implements ReactiveController {
  readonly #tag: Tag;
  #story: PaymentStory | undefined;
  #open: Open = 'no';
  #seen: string | undefined;
  #stop: (() => void) | undefined;
  /** Key of the purchase that the tag stands for when it carries no story. */
  key: string | undefined;

  constructor(tag: Tag) {
    this.#tag = tag;
    tag.addController(this);
  }

  hostConnected(): void {
    this.#stop ??= pageState().$attempts.subscribe(() => this.#changed());
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  get story(): PaymentStory | undefined {
    return this.#story;
  }

  get attempt(): Attempt | undefined {
    const key = this.#story?.purchase ?? this.key;
    const attempt = key === undefined ? undefined : $attempts().get()[key];
    return attempt?.state === 'ready' ? undefined : attempt;
  }

  /** True while something is under way that must not be begun twice. */
  get underWay(): boolean {
    const {attempt} = this;
    return attempt !== undefined && !isEnding(attempt.state);
  }

  get open(): Open {
    return this.#open;
  }

  /** Carries a story: its ending is told here. `open`: whether the buyer is looking at this tag. */
  carry(story: PaymentStory, open: Open): void {
    if (story !== this.#story) {
      this.#story = story;
      void story.ended.then((attempt) => this.#tell(story, attempt));
    }
    this.#open = open;
    this.#seen = undefined;
    this.#changed();
  }

  /** Lets go of a story that goes on without this tag. */
  release(): void {
    this.#story = undefined;
    this.#open = 'no';
  }

  show(open: Open): void {
    this.#open = open;
    this.#tag.requestUpdate();
  }

  #changed(): void {
    const {attempt} = this;
    const now = attempt && `${attempt.id} ${attempt.state}`;
    if (attempt?.state === 'pending' && this.#story && now !== this.#seen) void this.#tell(this.#story, attempt);
    this.#seen = now;
    this.#tag.requestUpdate();
  }

  /** Told once our own state is settled, where nothing of ours can catch what a listener throws. */
  async #tell(story: PaymentStory, attempt: Attempt): Promise<void> {
    await this.#tag.updateComplete.catch(() => undefined);
    // A tag that has left the page lets the others speak first; when there is none, the document hears it.
    if (!this.#tag.isConnected) await new Promise((resolve) => setTimeout(resolve));
    const event = endingEvent(attempt);
    if (!event || !story.leads || !firstToTell(attempt, isEnding(attempt.state) ? 'ending' : 'pending')) return;
    const target: EventTarget = this.#tag.isConnected ? this.#tag : document;
    target.dispatchEvent(event);
  }
}
