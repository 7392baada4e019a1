import type {TemplateResult} from 'lit';

/** How a tag looks from outside, whatever is behind it. */
export interface Face {
  /**
   * `waiting`: code or price are on their way. `ready`: a press pays. `busy`: a press changes nothing. `open`: a purchase is under way, a press shows it.
   * `off`: cannot be pressed. `paid`: a press shows the receipt.
   */
  readonly state: 'waiting' | 'ready' | 'busy' | 'open' | 'off' | 'paid';
  /** Replaces the author's or our word for buying. */
  readonly label?: string | TemplateResult;
  /** A small line under the label. */
  readonly caption?: string;
  /** What is sold, for those who hear the button without its surroundings. */
  readonly title?: string;
  readonly language?: string;
  readonly price?: TemplateResult;
  /** A sentence under the button, announced. */
  readonly status?: string;
  /** False: the author's own link stands in for the tag. */
  readonly canAct: boolean;
  /** No price will come: somebody else's checkout tells it. */
  readonly noPrice?: boolean;
  /** No money moves. */
  readonly test?: boolean;
}
