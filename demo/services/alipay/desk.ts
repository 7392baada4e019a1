import type {KeyObject} from 'node:crypto';
import type {Order} from './books.ts';
import type {GatewayApi} from './gateway-api.ts';
import type {Trouble} from './trouble.ts';

/** What the simulation's parts share. */
export interface Desk extends GatewayApi {
  readonly appId: string;
  /** The app's public key: what its requests are checked with. */
  readonly appKey: KeyObject;
  /** Alipay's private key: what its answers are signed with. */
  readonly key: KeyObject;
  readonly troubles: Trouble;
  readonly calls: Record<string, number>;
  readonly refusals: {readonly method: string; readonly subCode: string; after: number}[];
  /** Orders whose page a buyer has opened, by what stands in the cashier's address. */
  readonly cashiers: Map<string, Order>;
}
