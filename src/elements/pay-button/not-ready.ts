import type {Unavailable} from '../../payment/known-providers.ts';

/** Something that a press needs is not to be had. */
export class NotReady extends Error {
  override readonly name = 'NotReady';
  readonly unavailable: Unavailable | undefined;
  constructor(message: string, cause?: unknown, unavailable?: Unavailable) {
    super(message, {cause});
    this.unavailable = unavailable;
  }
}
