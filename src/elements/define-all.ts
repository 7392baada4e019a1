export {PayButton} from './pay-button/define.ts';
