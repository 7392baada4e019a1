import assert from 'node:assert/strict';
import {writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {after, before, describe, it} from 'node:test';
import {serve as listen} from '@hono/node-server';
import {z} from 'zod';
import {checkAddress} from '../../../src/server/command/check-address.ts';
import type {Checked, Checking} from '../../../src/server/command/check-services.ts';
import {checkServices} from '../../../src/server/command/check-services.ts';
import type {HandlerKind} from '../../../src/server/handlers/handler-kind.ts';
import type {Finding, PaymentHandler} from '../../../src/server/handlers/payment-handler.ts';
import {createMerchantServer, MerchantConfigSchema} from '../../../src/server/index.ts';
import {answerToChallenge} from '../../../src/server/notify-challenge.ts';
import {freshDatabase} from '../../harness/fresh-database.ts';
import {hangtag, serve, temporaryFolder} from './command.ts';

type Settings = {id: string; check?: 'fine' | 'throws' | 'never'};

const lantern: HandlerKind<Settings> = {
  type: 'lantern',
  settings: z.object({id: z.string().default('lantern'), check: z.enum(['fine', 'throws', 'never']).optional()}).strict(),
  secrets: [{variable: 'LANTERN_KEY', what: 'the key', required: true}],
  async open({id, check}) {
    const answers = {
      fine: async (): Promise<Finding[]> => [{level: 'ok', what: 'The key is taken'}],
      throws: async () => Promise.reject(new Error('no route')),
      never: () => new Promise<never>(() => {}),
    };
    return {id, mode: 'test', currencies: ['HKD'], profile: () => ({}), ...(check ? {check: answers[check]} : {})} as unknown as PaymentHandler;
  },
};
const kinds = {lantern: async () => lantern as HandlerKind};

describe('The check of payment services', () => {
  const check = (payments: unknown, more: Partial<Checking> & {currency?: string} = {}): Promise<readonly Checked[]> => checkServices(
    MerchantConfigSchema.parse({payments, currency: more.currency ?? 'HKD'}),
    {mode: 'test', environment: {LANTERN_KEY: 'k'}, origin: undefined, expected: undefined, kinds, ...more});
  const said = (checked: readonly Checked[]): string[] => checked.flatMap(({service, findings}) => findings.map(({level, what}) => `${service} ${level}: ${what}`));

  it('goes on after one that is wrong, and says what each lacks', async () => {
    const found = said(await check([{type: 'lantern', id: 'a', colour: 'red'}, {type: 'candle'}, {type: 'lantern', check: 'fine'}, {type: 'lantern', check: 'fine'}]));
    assert.match(found[0] ?? '', /^lantern error: payments\[0\]: .*colour/);
    assert.match(found[1] ?? '', /^candle error: payments\[1\]\.type: "candle" is no payment service/);
    assert.ok(found.includes('lantern ok: The key is taken'));
    assert.equal(found.at(-1), 'lantern error: Two services have the id "lantern"');
    assert.match(said(await check([{type: 'lantern'}], {environment: {}}))[0] ?? '', /set the environment variable LANTERN_KEY/);
  });

  it('names a currency that the service does not take, a service that cannot be asked, and one without a check', async () => {
    assert.ok(said(await check([{type: 'lantern', check: 'fine'}], {currency: 'EUR'})).includes('lantern error: It takes HKD, and the shop sells in EUR'));
    assert.ok(said(await check([{type: 'lantern', check: 'throws'}])).includes('lantern error: The service could not be asked: no route'));
    assert.ok(said(await check([{type: 'lantern'}])).some(line => line.startsWith('lantern warning: This service has no check')));
  });

  it('is stricter with a live shop', async () => {
    const levels = async (mode: 'test' | 'live') => (await checkAddress({mode, origin: undefined, handlerId: 'x', expected: undefined})).map(({level}) => level);
    assert.deepEqual([await levels('test'), await levels('live')], [['warning'], ['error']]);
  });
});

describe('The check of a notify address', () => {
  const stop: (() => unknown)[] = [];
  after(async () => { for (const one of stop) await one(); });
  const answering = async (respond: (path: string) => [number, string, Record<string, string>?]): Promise<string> => {
    const server = createServer((request, response) => {
      const [status, body, headers = {}] = respond(request.url ?? '');
      response.writeHead(status, headers).end(body);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    stop.push(() => server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const last = async (origin: string, expected: (challenge: string) => Promise<string | undefined> = async () => 'right'): Promise<string> => {
    const finding = (await checkAddress({origin, handlerId: 'lantern', mode: 'live', expected})).at(-1);
    return `${finding?.level}: ${finding?.what}`;
  };

  it('is passed by this shop\'s own server, and by no other', async () => {
    const database = await freshDatabase();
    const handler = {id: 'lantern', name: 'x', mode: 'test', profile: () => ({})} as unknown as PaymentHandler;
    const server = await createMerchantServer({
      database, handlers: [handler], origin: 'https://shop.example', mode: 'test', config: MerchantConfigSchema.parse({}), log: {info() {}, warn() {}, error() {}}});
    const http = listen({fetch: request => server.fetch(request), port: 0, hostname: '127.0.0.1'});
    const origin = await new Promise<string>(resolve => http.on('listening', () => resolve(`http://127.0.0.1:${(http.address() as AddressInfo).port}`)));
    stop.push(() => http.close(), () => server.close(), () => database.close());
    assert.match(await last(origin, challenge => answerToChallenge(database, 'lantern', challenge)), /^ok: .*\/notify\/lantern leads to this shop$/);
    assert.match(await last(origin), /^error: Something else answers/);
    assert.match(await last(origin, async () => undefined), /^error: Something else/);
    const other = (await checkAddress({origin, handlerId: 'candle', mode: 'live', expected: async () => 'x'})).at(-1);
    assert.match(other?.what ?? '', /does not have this payment service/);
    assert.equal((await fetch(`${origin}/notify/lantern`)).status, 405);
    assert.equal((await fetch(`${origin}/notify/lantern?challenge=short`)).status, 405);
  });

  it('says what stands in the way', async () => {
    assert.match(await last(await answering(() => [200, 'hello'])), /^error: Something else answers .*HTTP 200/);
    assert.match(await last(await answering(() => [301, '', {location: 'https://elsewhere.example'}])), /^error: .* leads elsewhere \(HTTP 301\)/);
    assert.match(await last('http://127.0.0.1:2'), /^error: .* does not answer: ECONNREFUSED$/);
    const [secure, reachable] = await checkAddress({origin: await answering(() => [200, '']), handlerId: 'x', mode: 'live', expected: undefined});
    assert.deepEqual([secure?.level, reachable?.level], ['error', 'error']);
    assert.match(reachable?.what ?? '', /not on the public internet/);
    const [, unknown] = await checkAddress({origin: 'https://no-such-host.invalid', handlerId: 'x', mode: 'live', expected: undefined});
    assert.equal(unknown?.level, 'error');
  });
});

describe('hangtag check', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  before(async () => {
    folder = await temporaryFolder();
    await writeFile(folder.file('none.json'), '{}');
    await writeFile(folder.file('stripe.json'), '{"payments": [{"type": "stripe"}, {"type": "barter"}]}');
  });
  after(() => folder.remove());

  it('fails where a live shop has no payment service, and not where the sandbox is enough', async () => {
    const data = ['--data', folder.file('shop'), '--config', folder.file('none.json')];
    const live = await hangtag(['check', ...data]);
    assert.deepEqual([live.code, live.err], [1, '']);
    assert.match(live.out, /error {3}The settings name no payment service\.\n {10}→ Add one under "payments"/);
    assert.equal((await hangtag(['check', '--sandbox', ...data])).code, 0);
  });

  it('names what is missing for each, as text and as JSON', async () => {
    const args = ['check', '--sandbox', '--data', folder.file('shop'), '--config', folder.file('stripe.json')];
    const {code, out} = await hangtag(args);
    assert.equal(code, 1);
    assert.match(out, /^stripe\n {2}error {3}payments\[0\]/);
    assert.match(out, /2 things must be put right\.\n$/);
    const {out: json} = await hangtag([...args, '--json']);
    assert.deepEqual((JSON.parse(json) as Checked[]).map(({service}) => service), ['stripe', 'barter']);
  });

  it('prints no secret, whatever a service says', async () => {
    const secret = 'sk_test_printed_by_nobody_0123456789';
    const {out, err} = await hangtag(['check', '--data', folder.file('shop'), '--config', folder.file('stripe.json')], {env: {STRIPE_SECRET_KEY: secret}});
    assert.ok(!`${out}${err}`.includes(secret), out);
  });

  it('asks the running server what it would answer', async () => {
    const server = await serve(['--sandbox', '--data', folder.file('running')]);
    const {code, out} = await hangtag(['check', '--sandbox', '--data', folder.file('running')]);
    assert.equal(code, 0, out);
    await server.end();
  });
});
