import {randomUUID} from 'node:crypto';
import type {Desk} from './desk.ts';

/** A code as the app's `getAuthCode` gives it: it says who the buyer is, once. */
export function newAuthCode({authCodes}: Pick<Desk, 'authCodes'>): string {
  const code = `auth${randomUUID().replaceAll('-', '')}`;
  authCodes.set(code, '0221buyer');
  return code;
}
