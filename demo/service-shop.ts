import {generateKeyPairSync, randomUUID} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {Readable} from 'node:stream';
import {listen} from '../src/server/command/http-server.ts';
import {runImport} from '../src/server/command/run-import.ts';
import type {MerchantConfig, PaymentHandler} from '../src/server/index.ts';
import {
  applePayHandler, ApplePaySettings, createMerchantServer, googlePayHandler, GooglePaySettings, jsonLog, openDatabase, paymentRequestHandler, PaymentRequestSettings, stripeProcessor,
} from '../src/server/index.ts';
import {alipayHandler} from '../src/server/handlers/alipay/alipay-handler.ts';
import {antomHandler} from '../src/server/handlers/antom/antom-handler.ts';
import {paypalHandler} from '../src/server/handlers/paypal/paypal-handler.ts';
import {stripeHandler} from '../src/server/handlers/stripe/stripe-handler.ts';
import {lanternHandler} from './providers/lantern/handler.ts';
import type {LanternService} from './providers/lantern/service.ts';
import {openLantern} from './providers/lantern/service.ts';
import {openAlipay} from './services/alipay/service.ts';
import {openAntom} from './services/antom/service.ts';
import {pocketProcessor} from './services/payment-app/processor.ts';
import {startPocket} from './services/payment-app/service.ts';
import {startPayPal} from './services/paypal/start-paypal.ts';
import {sdkScript} from './services/paypal/web-sdk.ts';
import {browserScript} from './services/stripe/script.ts';
import {startStripe} from './services/stripe/stripe-service.ts';

/** A shop that takes every wallet, each of them simulated on this machine. Its books are in memory and end with the demo. */
export interface ServiceShop {
  /** Its merchant's server. */
  readonly origin: string;
  /** What the playground's own script must know. */
  readonly settings: {readonly merchant: string; readonly stripe: {readonly origin: string; readonly key: string}};
  /** The stand-in for a vendor's script, by its name. */
  script(name: string): Promise<string | undefined>;
  close(): Promise<void>;
}

interface Closing {
  close(): Promise<void>;
}

interface Service {
  readonly handlers: readonly PaymentHandler[];
  readonly services: readonly Closing[];
}

/** The same goods as in the demo's shop, and one that is sold in yuan: Alipay on the mainland takes nothing else. */
const inYuan = 'Handle,Title,Variant SKU,Variant Price,Variant Requires Shipping,Status\nwindow-grilles-cn,Window Grille Patterns 窗花图样,GRILLE-CNY,62.00,false,active\n';

export async function openServiceShop(config: MerchantConfig): Promise<ServiceShop> {
  const log = jsonLog(line => { if (line.includes('"level":"error"')) process.stderr.write(line); });
  const [stripe, paypal, others, database] = await Promise.all([startStripe(), openPayPalService(), openOthers(config), openDatabase({})]);
  await stripe.notifications('auto');
  const settings = {secretKey: stripe.secretKey, publishableKey: stripe.publishableKey, webhookSecrets: [stripe.webhookSecret], mode: 'test', apiBase: stripe.origin} as const;
  const device = walletsOfDevices(settings);
  const handlers = [stripeHandler({...settings, methods: ['card', 'alipay', 'wechat_pay']}), ...device, ...paypal.handlers, ...others.handlers];
  await runImport(database, createReadStream(new URL('shop/products.csv', import.meta.url)), {}, {...config, given: true});
  await runImport(database, Readable.from([Buffer.from(inYuan)]), {currency: 'CNY'}, {...config, given: true});
  let answer = (_request: Request): Promise<Response> => Promise.resolve(new Response(null, {status: 503}));
  const http = await listen({host: '127.0.0.1', port: 0}, request => answer(request));
  const origin = `http://localhost:${http.port}`;
  const server = await createMerchantServer({database, config, handlers, origin, mode: 'test', log});
  stripe.webhook(`${origin}/notify/stripe`);
  answer = request => server.fetch(request);
  server.start();
  return {
    origin,
    settings: {merchant: origin, stripe: {origin: stripe.origin, key: stripe.publishableKey}},
    async script(name) {
      if (name === 'stripe') return browserScript(stripe.origin);
      return name === 'paypal' ? sdkScript({pages: paypal.origin}) : undefined;
    },
    async close() {
      await http.close();
      await server.close();
      for (const service of [stripe, ...paypal.services, ...others.services]) await service.close();
      await database.close();
    },
  };
}

type StripeKeys = Parameters<typeof stripeProcessor>[0];

/** Google's and Apple's sheets; behind both stands the simulated Stripe. */
function walletsOfDevices(settings: StripeKeys): readonly PaymentHandler[] {
  const apple = ApplePaySettings.parse({merchantIdentifier: 'merchant.example.halfcatty', displayName: 'Half Catty', country: 'HK', domains: ['localhost']});
  // Apple's part is played in the page, so there is nothing to prove to it.
  const gateway = {certificate: '', openSession: async () => ({simulated: true})};
  return [
    googlePayHandler(stripeProcessor({...settings, id: 'google-pay'}), GooglePaySettings.parse({merchantName: 'Half Catty', country: 'HK'})),
    applePayHandler(stripeProcessor({...settings, id: 'apple-pay'}), apple, gateway),
  ];
}

async function openPayPalService(): Promise<Service & {readonly origin: string}> {
  const keys = {clientId: 'simulated-client', clientSecret: 'simulated-secret'};
  const paypal = await startPayPal(keys);
  return {origin: paypal.origin, services: [paypal], handlers: [await paypalHandler({...keys, environment: 'sandbox', apiUrl: paypal.origin, brandName: 'Half Catty'})]};
}

async function openOthers({currency}: MerchantConfig): Promise<Service> {
  const [ours, theirs] = [keyPair(), keyPair()];
  const account = {appId: '2021000000000001', sellerId: '2088000000000001'};
  const clientId = 'SANDBOX_HALFCATTY';
  const lantern = await startLantern();
  const [alipay, antom, pocket] = await Promise.all([
    openAlipay({...account, appPublicKey: ours.publicKey}), openAntom({clientId, merchantPublicKey: theirs.publicKey}), startPocket(),
  ]);
  for (const service of [alipay, antom, pocket, lantern]) await service.notifications('auto');
  const label = 'Half Catty';
  return {
    services: [alipay, antom, pocket, lantern],
    handlers: [
      await alipayHandler({...account, privateKey: ours.privateKey, alipayPublicKey: alipay.publicKey, mode: 'test', gateway: alipay.gateway, ways: ['page', 'wap', 'qr']}),
      antomHandler({clientId, privateKey: theirs.privateKey, antomPublicKey: antom.publicKey, mode: 'test', gateway: antom.gateway, settlementCurrency: currency}),
      lanternHandler({api: lantern.origin, key: lantern.key, mode: 'test'}),
      paymentRequestHandler(pocketProcessor(pocket), PaymentRequestSettings.parse({label, methods: [{supportedMethods: `${pocket.origin}/pay`}]})),
    ],
  };
}

/** The invented service of the guide, at an address of its own. */
async function startLantern(): Promise<LanternService & {readonly origin: string; readonly key: string}> {
  let answer = (_request: Request): Promise<Response> => Promise.resolve(new Response(null, {status: 503}));
  const http = await listen({host: '127.0.0.1', port: 0}, request => answer(request));
  const [origin, key] = [`http://localhost:${http.port}`, randomUUID()];
  const lantern = openLantern({origin, key});
  answer = request => lantern.fetch(request);
  return {
    ...lantern, origin, key,
    async close() {
      await http.close();
      await lantern.close();
    },
  };
}

/** Of this run alone, PEM. */
function keyPair(): {readonly privateKey: string; readonly publicKey: string} {
  const {privateKey, publicKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
  return {privateKey: String(privateKey.export({type: 'pkcs8', format: 'pem'})), publicKey: String(publicKey.export({type: 'spki', format: 'pem'}))};
}
