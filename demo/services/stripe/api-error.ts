/** An error as Stripe's API answers it. */
export interface ErrorBody {
  readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  readonly code?: string;
  readonly decline_code?: string;
  readonly message: string;
  readonly param?: string;
  readonly payment_intent?: unknown;
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly body: ErrorBody;
  /** Refused before anything was done: a later request with the same idempotency key is a first one. */
  readonly early: boolean;
  constructor(status: number, body: ErrorBody, early = false) {
    super(body.message);
    this.status = status;
    this.body = body;
    this.early = early;
  }
}

export const invalid = (message: string, more: Partial<ErrorBody> = {}): ApiError => new ApiError(400, {type: 'invalid_request_error', message, ...more});

/** A parameter that cannot be right. */
export const invalidParameter = (param: string, message: string, code?: string): ApiError =>
  new ApiError(400, {type: 'invalid_request_error', message, param, ...(code === undefined ? {} : {code})}, true);

export const missing = (what: string, id: string): ApiError =>
  new ApiError(404, {type: 'invalid_request_error', code: 'resource_missing', message: `No such ${what}: '${id}'`, param: 'id'});
