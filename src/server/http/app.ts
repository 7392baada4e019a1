import {randomUUID} from 'node:crypto';
import type {Context} from 'hono';
import {Hono} from 'hono';
import {routePath} from 'hono/route';
import {admit} from './admission.ts';
import {businessProfile} from './business-profile.ts';
import {capabilityRefusal} from './capability-refusal.ts';
import {answerQuestion} from './handler-question.ts';
import type {Health} from './health.ts';
import {hashBody, readIdempotencyKey, runOnce} from './idempotency.ts';
import {answerAtNotifyAddress} from './notify-address.ts';
import {openApiDocument} from './openapi.ts';
import type {Operation} from './operations.ts';
import {operations} from './operations.ts';
import {ALIVE, ASK, DOCUMENT, FILE, NOTIFY, PLAIN_ROUTES, REACHED, READY, WELL_KNOWN, pageRoutes} from './plain-routes.ts';
import {PlatformRegistry} from './platform-registry.ts';
import {BODY_LIMITS, parseJsonBody, readBytes, readJsonBody, withReadBody} from './request-body.ts';
import {dataHeaders, preflight} from './response-headers.ts';
import {routesOf} from './route-paths.ts';
import {problemOf} from './problem.ts';
import {TransportError} from './transport-error.ts';
import {signedAnswer} from './signed-answer.ts';
import {wellKnownFile} from './well-known-file.ts';
import {WriteLimit} from './write-limit.ts';
import {LARGEST_NOTIFICATION} from '../money/notifications.ts';
import type {MoneyStory, Services} from '../services.ts';

/** What comes with a request from the network. */
export interface Connection {
  /** The client's network address; without it the limit of writes does not apply. */
  readonly address?: string;
}

export interface AppParts {
  readonly services: Services;
  readonly money: MoneyStory & {receiveNotification(handlerId: string, request: Request): Promise<Response>};
  readonly health: Health;
  /** Pages for people, mounted beside the API. */
  readonly pages?: Hono;
  /** What people are shown of a request that failed, at the paths of those pages; `undefined` elsewhere. */
  readonly showProblem?: (context: Context, problem: TransportError) => Response | Promise<Response> | undefined;
  /** For tests: how profiles are fetched. */
  readonly platforms?: PlatformRegistry;
}

interface Env {
  Bindings: Connection;
  Variables: {requestId: string; caller?: string};
}

type Ctx = Context<Env>;

/** Errors of discovery: a person may go on in the shop itself. */
const DISCOVERY = new Set(['invalid_profile_url', 'profile_unreachable', 'profile_malformed', 'version_unsupported']);

/** The server as a function from `Request` to `Response`. */
export function createApp(parts: AppParts): Hono<Env> {
  const {services, pages} = parts;
  const registry = parts.platforms ?? new PlatformRegistry(services);
  const limit = new WriteLimit(services.config.writesPerMinute);
  const app = new Hono<Env>({strict: false});
  app.use(follow(services));
  app.options('*', context => preflight(isPublic(context.req.path), allowedAt(parts, context.req.path)));
  for (const operation of operations) {
    app.on(operation.method.toUpperCase(), honoPath(operation.path), context => perform({parts, registry, limit, operation, context}));
  }
  addDocuments(app, parts);
  addHandlerRoutes(app, parts, limit);
  for (const path of ['/buy/*', '/cart/*', '/checkout/*']) app.use(path, limitPages(services, limit));
  if (pages) app.route('/', pages);
  app.notFound(context => problem(parts, context, noSuchRoute(parts, context)));
  app.onError((error, context) => problem(parts, context, error));
  return app;
}

/** What the shop says of itself, and how it is. */
function addDocuments(app: Hono<Env>, parts: AppParts): void {
  const {services, health} = parts;
  const long = 'public, max-age=300';
  let described: string | undefined;
  app.get(WELL_KNOWN.path, async () => json(services, await businessProfile(services), {cors: true, cache: long}));
  app.get(honoPath(FILE.path), context => text(services, wellKnownFile(services, context.req.param('file') ?? ''), {cache: long, headers: {'content-type': 'text/plain; charset=utf-8'}}));
  app.get(DOCUMENT.path, () => text(services, described ??= JSON.stringify(document(parts)), {cors: true, cache: long}));
  app.get(ALIVE.path, () => json(services, {status: 'ok'}));
  app.get(READY.path, async () => {
    const state = await health.readiness();
    return json(services, state, {status: state.status === 'ready' ? 200 : 503});
  });
}

/** Between payment services, or providers in a page, and their handlers here. Notifications have a limit of their own: buyers must not use up theirs. */
function addHandlerRoutes(app: Hono<Env>, {services, money}: AppParts, limit: WriteLimit): void {
  const handlerOf = (context: Ctx): string => context.req.param('handler_id') ?? '';
  const news = new WriteLimit(services.config.writesPerMinute);
  app.post(honoPath(NOTIFY.path), async context => {
    countWrite(context, services, news);
    const request = await withReadBody(context.req.raw, {...BODY_LIMITS, bytes: LARGEST_NOTIFICATION});
    return money.receiveNotification(handlerOf(context), request);
  });
  app.get(honoPath(REACHED.path), async context => {
    const answer = await answerAtNotifyAddress(services, handlerOf(context), context.req.query('challenge') ?? '');
    return text(services, answer, {headers: {'content-type': 'text/plain'}});
  });
  app.post(honoPath(ASK.path), async context => {
    countWrite(context, services, limit);
    const body = await readJsonBody(context.req.raw);
    return json(services, await answerQuestion(services, handlerOf(context), context.req.param('question') ?? '', body), {cors: true});
  });
}

/** Throws `TransportError` 429 when the client's address has asked for too much. */
function countWrite(context: Ctx, {clock}: Services, limit: WriteLimit): void {
  const address = (context.env as Connection | undefined)?.address;
  if (address !== undefined) limit.take(address, clock().getTime());
}

/** Links and forms that make or change something count against the same limit as the protocol's changes. */
function limitPages(services: Services, limit: WriteLimit) {
  return async (context: Ctx, next: () => Promise<void>): Promise<void> => {
    if (context.req.method === 'POST' || !context.req.path.startsWith('/checkout/')) countWrite(context, services, limit);
    await next();
  };
}

/** Names the request, and writes one line about it: which route, never what was in it. */
function follow({log, clock}: Services) {
  return async (context: Ctx, next: () => Promise<void>): Promise<void> => {
    const given = context.req.header('request-id') ?? '';
    const requestId = /^[\x21-\x7e]{1,200}$/.test(given) ? given : randomUUID();
    context.set('requestId', requestId);
    const begun = clock().getTime();
    await next();
    context.res.headers.set('request-id', requestId);
    log.info('request', {
      request: requestId, method: context.req.method, route: routePath(context, -1), status: context.res.status,
      ms: clock().getTime() - begun, caller: context.get('caller'),
    });
  };
}

interface Performing {
  readonly parts: AppParts;
  readonly registry: PlatformRegistry;
  readonly limit: WriteLimit;
  readonly operation: Operation;
  readonly context: Ctx;
}

async function perform({parts: {services, money}, registry, limit, operation, context}: Performing): Promise<Response> {
  const request = context.req.raw;
  if (operation.changes) countWrite(context, services, limit);
  let bytes: Promise<Uint8Array> | undefined;
  const body = (): Promise<Uint8Array> => (bytes ??= readBytes(request));
  const {visit, readingKey} = await admit({request, body, changes: operation.changes}, services, registry, operation.operationId === 'get_order');
  context.set('caller', visit.caller);
  const key = operation.changes ? readIdempotencyKey(request.headers.get('idempotency-key')) : undefined;
  const raw = operation.request ? parseJsonBody(request.headers, await body()) : undefined;
  if (!visit.agreed.has(operation.root)) return json(services, capabilityRefusal(services, visit, operation.root), {cors: operation.anyOrigin});
  const run = operation.prepare(raw);
  const id = readableId(context.req.param('id'));
  const call = {desk: {services, money}, visit, id, ...(readingKey === undefined ? {} : {readingKey})};
  const work = async () => {
    const {status, body} = await run(call);
    return {status, body: JSON.stringify(body)};
  };
  const scope = `${visit.caller} ${operation.operationId} ${id}`;
  const answer = key === undefined ? await work() : await runOnce(services.database, {scope, key, hash: hashBody(raw)}, work);
  const told = text(services, answer.body, {
    status: answer.status, cors: operation.anyOrigin, ...('replayed' in answer && answer.replayed ? {headers: {'idempotency-replayed': 'true'}} : {}),
  });
  return operation.signs ? signedAnswer(services, told, answer.body) : told;
}

/** An id as ours look; any other leads to nothing. */
function readableId(id: string | undefined): string {
  return id !== undefined && /^[\w.:-]{1,200}$/.test(id) ? id : '';
}

interface Writing {
  readonly status?: number;
  readonly cors?: boolean;
  readonly cache?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function json(services: Services, body: unknown, writing: Writing = {}): Response {
  return text(services, JSON.stringify(body), writing);
}

function text({origin}: Services, body: string, {status = 200, headers = {}, ...how}: Writing): Response {
  return new Response(body, {status, headers: {...dataHeaders(origin, how), ...headers}});
}

function problem({services, showProblem}: AppParts, context: Ctx, error: unknown): Response | Promise<Response> {
  const found = problemOf(error, services.log, context.get('requestId'));
  const shown = showProblem?.(context, found);
  if (shown) return shown;
  const {status, code, message, headers} = found;
  const home = DISCOVERY.has(code) ? services.config.home : undefined;
  return json(services, {code, content: message, ...(home === undefined ? {} : {continue_url: home})}, {status, headers, cors: isPublic(context.req.path)});
}

/** Any page may call the protocol, except for orders: those need a key. */
function isPublic(path: string): boolean {
  return path === WELL_KNOWN.path || path === DOCUMENT.path || path.startsWith('/handlers/') || (path.startsWith('/ucp/') && !path.startsWith('/ucp/orders'));
}

function allowedAt({pages}: AppParts, path: string): readonly string[] {
  return routesOf([...operations, ...PLAIN_ROUTES, ...pageRoutes(pages)], path);
}

function noSuchRoute(parts: AppParts, context: Ctx): TransportError {
  const allowed = allowedAt(parts, context.req.path);
  if (allowed.length === 0) return new TransportError(404, 'not_found', 'There is nothing at this address.');
  return new TransportError(405, 'method_not_allowed', `This address takes ${allowed.join(', ')}.`, {allow: allowed.join(', ')});
}

function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function document({services, pages}: AppParts): unknown {
  return openApiDocument({origin: services.origin, operations, plain: [...PLAIN_ROUTES, ...pageRoutes(pages)]});
}
