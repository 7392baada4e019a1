import {z} from 'zod';
import {algorithmOf, belongTogether} from './signing-key.ts';

/** Base64url of as many bytes as a number of the curve has. */
const NUMBER = {'P-256': /^[\w-]{43}$/, 'P-384': /^[\w-]{64}$/} as const;

/** A key as `signingKeys` names it (RFC 7517). Other members, such as `key_ops`, are left out. */
const SigningKeyEntry = z.object({
  kid: z.string('must be a name that no other key has').regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 printable ASCII characters without spaces'),
  kty: z.literal('EC', 'must be "EC": the protocol signs with elliptic curves'),
  crv: z.enum(['P-256', 'P-384'], 'must be P-256, or P-384 where every platform can verify that'),
  x: z.string('is missing'),
  y: z.string('is missing'),
  d: z.string().optional(),
  use: z.literal('sig', 'must be "sig"').optional(),
  alg: z.string().optional(),
}).superRefine((key, context) => {
  const complain = (path: string, message: string): void => { context.addIssue({code: 'custom', path: [path], message}); };
  if (key.alg !== undefined && key.alg !== algorithmOf(key.crv)) complain('alg', `must be ${algorithmOf(key.crv)} with ${key.crv}`);
  const wrong = (['x', 'y', 'd'] as const).find(name => key[name] !== undefined && !NUMBER[key.crv].test(key[name]));
  if (wrong) complain(wrong, `must be ${key.crv === 'P-256' ? 43 : 64} characters of base64url, as ${key.crv} has them`);
  else if (!belongTogether(key)) complain(key.d === undefined ? 'x' : 'd', key.d === undefined ? 'is with y no point on the curve' : 'does not belong to x and y');
});

/**
 * The keys that the shop publishes. The first signs and needs its private part `d`; of the others the public part is enough. Absent or empty:
 * one is made and kept in the database.
 */
export const SigningKeysSchema = z.array(SigningKeyEntry).max(10, 'at most 10 keys').superRefine((keys, context) => {
  if (keys[0] && keys[0].d === undefined) context.addIssue({code: 'custom', path: [0, 'd'], message: 'is missing: the first key signs, and needs its private part'});
  const twice = keys.findIndex(({kid}, at) => keys.findIndex(key => key.kid === kid) < at);
  if (twice >= 0) context.addIssue({code: 'custom', path: [twice, 'kid'], message: 'is the name of another key too: a new key needs a new name'});
});

export type SigningKeySetting = z.output<typeof SigningKeyEntry>;
