import type {Unavailable} from '../../payment/known-providers.ts';

/** Something that a press needs is not to be had. */
export class NotReady extends Error {
  override readonly name = 'NotReady';
  /** Of a provider that is not available here. */
  readonly reason: Unavailable['reason'] | undefined;
  constructor(message: string, cause?: unknown, reason?: Unavailable['reason']) {
    super(message, {cause});
    this.reason = reason;
  }
}
