import {createHash} from 'node:crypto';
import type {Buyer} from '../../commerce/checkout.ts';

/** By what a buyer is known again, without saying who it is; null where nothing was given. */
export interface ContactKeys {
  readonly email: string | null;
  readonly phone: string | null;
}

export function contactKeys(buyer: Buyer | undefined): ContactKeys {
  const {email, phone_number: phone} = buyer ?? {};
  return {email: email ? hash(`email:${email.trim().toLowerCase()}`) : null, phone: phone ? hash(`phone:${phone}`) : null};
}

export function isKnown({email, phone}: ContactKeys): boolean {
  return email !== null || phone !== null;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
