import {z} from 'zod';
import type {Gateway} from './gateway.ts';

const Person = z.looseObject({open_id: z.string().min(1).optional(), user_id: z.string().min(1).optional()});

/**
 * Who gave the code that the app's `getAuthCode` answered; it holds for one use. Newer apps of a merchant know buyers by `open_id`, older ones by `user_id`. `undefined` when
 * Alipay names nobody or cannot be asked.
 */
export async function identifyBuyer(gateway: Gateway, authCode: string): Promise<{buyer_open_id: string} | {buyer_id: string} | undefined> {
  try {
    const {body} = await gateway.call('alipay.system.oauth.token', {params: {grant_type: 'authorization_code', code: authCode}});
    const {open_id: openId, user_id: userId} = Person.parse(body);
    if (openId) return {buyer_open_id: openId};
    return userId ? {buyer_id: userId} : undefined;
  } catch {
    return undefined;
  }
}
