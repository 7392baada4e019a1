/** The protocol's codes for signatures, each with its HTTP status. */
export const SIGNATURE_STATUS = {
  signature_missing: 401,
  signature_invalid: 401,
  key_not_found: 401,
  digest_mismatch: 400,
  algorithm_unsupported: 400,
} as const;

export type SignatureCode = keyof typeof SIGNATURE_STATUS;

/** A signature that proves nothing, with a sentence for whoever writes the client. */
export interface Refused {
  readonly status: 'refused';
  readonly code: SignatureCode;
  readonly reason: string;
}

export function refused(code: SignatureCode, reason: string): Refused {
  return {status: 'refused', code, reason};
}
