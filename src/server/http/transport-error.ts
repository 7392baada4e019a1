/** A request that failed before, or beside, any business outcome. Answered as `{code, content}` with `status`. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, code: string, content: string, headers: Readonly<Record<string, string>> = {}) {
    super(content);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}
