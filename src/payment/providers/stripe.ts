export {stripeAlipay} from './stripe/alipay.ts';
export {stripeExpress} from './stripe/express.ts';
export {stripe} from './stripe/fields.ts';
export {stripeWechatPay} from './stripe/wechat-pay.ts';
