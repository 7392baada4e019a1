export {PayButton} from './pay-button/define.ts';
export type * from './pay-button/define.ts';
