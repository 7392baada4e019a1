/** A definite no, with PayPal's name for the reason. */
export class SimulatedRefusal extends Error {
  override readonly name = 'SimulatedRefusal';
  readonly status: number;
  readonly issue: string;
  /** The order for which the buyer must choose another way. */
  readonly payerAction: string | undefined;

  constructor(status: number, issue: string, {payerAction}: {payerAction?: string} = {}) {
    super(issue);
    this.status = status;
    this.issue = issue;
    this.payerAction = payerAction;
  }

  /** PayPal's error body. */
  body(pages: string): Readonly<Record<string, unknown>> {
    const names: Readonly<Record<number, string>> = {400: 'INVALID_REQUEST', 401: 'AUTHENTICATION_FAILURE', 404: 'RESOURCE_NOT_FOUND'};
    return {
      name: names[this.status] ?? 'UNPROCESSABLE_ENTITY', message: `The simulated PayPal refused: ${this.issue}`, debug_id: 'simulated',
      details: [{issue: this.issue, description: this.issue}],
      links: this.payerAction === undefined ? [] : [{href: `${pages}/checkoutnow?token=${this.payerAction}`, rel: 'redirect', method: 'GET'}],
    };
  }
}
