/** Ends a command with one sentence for the person who typed it. `code` 1: it ran and found something wrong; 2: it could not run. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: 1 | 2;
  constructor(message: string, options: {readonly code?: 1 | 2; readonly cause?: unknown} = {}) {
    super(message, {cause: options.cause});
    this.code = options.code ?? 2;
  }
}

const SYSTEM: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ECONNREFUSED: 'nothing answers there',
  ENOTFOUND: 'its host is not known',
  ETIMEDOUT: 'it does not answer',
};

/** What the system says about `error`, in words. */
export function reasonOf(error: unknown): string {
  const {code, message} = error as NodeJS.ErrnoException;
  return SYSTEM[code ?? ''] ?? (message || code || 'the reason is not known');
}
