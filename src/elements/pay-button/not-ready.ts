import type {Unavailable} from '../../payment/known-providers.ts';

/** Something that a press needs is not to be had. */
export class NotReady extends Error {
  override readonly name = 'NotReady';
  /** The providers that were tried in vain. */
  readonly passed: readonly Unavailable[];
  constructor(message: string, passed: readonly Unavailable[] = []) {
    super(message);
    this.passed = passed;
  }
}
