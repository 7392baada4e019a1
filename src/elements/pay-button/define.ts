import {define} from '../../page/define.ts';
import {PayButton} from './pay-button.ts';

define(PayButton);

declare global {
  interface HTMLElementTagNameMap {
    'pay-button': PayButton;
  }
}

export {PayButton};
export type * from './props.ts';
