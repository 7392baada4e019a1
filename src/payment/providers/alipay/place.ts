import type {AlipayPlace} from '../../../commerce/alipay-place.ts';
import {alipayPlace} from '../../../commerce/alipay-place.ts';

/** What a browser says of itself. */
export interface BrowserMarks {
  readonly userAgent: string;
  readonly maxTouchPoints?: number;
}

export const thisBrowser = (): BrowserMarks => (typeof navigator === 'object' ? navigator : {userAgent: ''});

export const placeOf = ({userAgent, maxTouchPoints}: BrowserMarks): AlipayPlace => alipayPlace(userAgent, maxTouchPoints);
