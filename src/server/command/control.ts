import {createHash, timingSafeEqual} from 'node:crypto';
import {getConnInfo} from '@hono/node-server/conninfo';
import {Hono} from 'hono';
import type {ByteSource} from '../import/decode-text.ts';
import type {ImportProgress, ImportReport} from '../import/import-report.ts';
import type {AuditReport} from '../money/audit.ts';
import type {DiscountRequest} from '../discount/discount-request.ts';
import {DiscountRequestSchema} from '../discount/discount-request.ts';
import type {DiscountRow} from '../discount/discount-row.ts';
import type {ImportRequest} from './import-request.ts';
import {ImportRequestSchema} from './import-request.ts';
import {messageOf} from './explain.ts';
import type {HeldOutcome, HeldRequest} from './run-held.ts';
import {HeldRequestSchema} from './run-held.ts';
import type {RefundOutcome, RefundRequest} from './run-refund.ts';
import {RefundRequestSchema} from './run-refund.ts';

/** What a running server does for the commands of its own machine. */
export interface ControlledServer {
  readonly token: string;
  runImport(source: ByteSource, request: ImportRequest, hooks: {signal: AbortSignal; onProgress: (progress: ImportProgress) => void}): Promise<ImportReport>;
  runAudit(): Promise<AuditReport>;
  /** What this server answers to a challenge at a notify address. */
  answerToChallenge(handlerId: string, challenge: string): Promise<string | undefined>;
  runRefund(request: RefundRequest): Promise<RefundOutcome>;
  runHeld(request: HeldRequest): Promise<HeldOutcome>;
  runDiscount(request: DiscountRequest): Promise<readonly DiscountRow[]>;
}

/** One line of the answer to an import: progress as it goes, then the report or why there is none. */
export type ImportLine = {readonly progress: ImportProgress} | {readonly report: ImportReport} | {readonly error: string};

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/**
 * The control address of a running server: loopback only, and only for whoever can read the token in the data folder. It listens on a
 * port of its own, so that no proxy in front of the shop can lead to it.
 */
export function controlApp(server: ControlledServer): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    const {remote} = getConnInfo(context);
    if (!LOOPBACK.has(remote.address ?? '')) return context.json({error: 'Only for this machine.'}, 403);
    if (!isToken(context.req.header('authorization'), server.token)) return context.json({error: 'The token is missing or wrong.'}, 401);
    return next();
  });
  app.get('/control/hello', context => context.json({service: 'hangtag', pid: process.pid}));
  app.get('/control/audit', async context => context.json(await server.runAudit()));
  app.get('/control/challenge', async context => {
    const {handler = '', challenge = ''} = context.req.query();
    return context.json({answer: await server.answerToChallenge(handler, challenge)});
  });
  app.post('/control/refund', async context => {
    const request = RefundRequestSchema.safeParse(await context.req.json());
    if (!request.success) return context.json({error: 'This refund cannot be understood: the server and the command may be of different versions.'}, 400);
    return context.json(await server.runRefund(request.data));
  });
  app.post('/control/discount', async context => {
    const request = DiscountRequestSchema.safeParse(await context.req.json());
    if (!request.success) return context.json({error: 'This cannot be understood: the server and the command may be of different versions.'}, 400);
    return context.json(await server.runDiscount(request.data));
  });
  app.post('/control/held', async context => {
    const request = HeldRequestSchema.safeParse(await context.req.json());
    if (!request.success) return context.json({error: 'This cannot be understood: the server and the command may be of different versions.'}, 400);
    return context.json(await server.runHeld(request.data));
  });
  app.post('/control/import', context => {
    const request = ImportRequestSchema.safeParse(JSON.parse(context.req.query('request') ?? '{}'));
    if (!request.success) return context.json({error: 'This import cannot be understood: the server and the command may be of different versions.'}, 400);
    return importAnswer(server, context.req.raw, request.data);
  });
  app.onError((error, context) => context.json({error: messageOf(error)}, 500));
  return app;
}

function isToken(header: string | undefined, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}

function importAnswer(server: ControlledServer, raw: Request, request: ImportRequest): Response {
  const encoder = new TextEncoder();
  const gone = new AbortController();
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const say = (line: ImportLine): void => {
        if (!gone.signal.aborted) controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      };
      try {
        const signal = AbortSignal.any([gone.signal, raw.signal]);
        say({report: await server.runImport(raw.body ?? new ReadableStream({start: empty => empty.close()}), request, {signal, onProgress: progress => say({progress})})});
      } catch (error) {
        say({error: messageOf(error)});
      }
      if (!gone.signal.aborted) controller.close();
    },
    cancel: () => gone.abort(),
  });
  return new Response(body, {headers: {'content-type': 'application/x-ndjson'}});
}
