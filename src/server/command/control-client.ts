import {createInterface} from 'node:readline';
import {Readable} from 'node:stream';
import type {ReadableStream as NodeReadableStream} from 'node:stream/web';
import type {ImportProgress, ImportReport} from '../import/import-report.ts';
import type {AuditReport} from '../money/audit.ts';
import {CommandError} from './command-error.ts';
import type {ImportLine} from './control.ts';
import type {DiscountRequest} from '../discount/discount-request.ts';
import type {DiscountRow} from '../discount/discount-row.ts';
import type {ImportRequest} from './import-request.ts';
import type {HeldOutcome, HeldRequest} from './run-held.ts';
import type {RefundOutcome, RefundRequest} from './run-refund.ts';

/** How long a busy server may take to say hello, in ms. */
const PATIENCE = 5000;

interface ControlAddress {
  readonly url: string;
  readonly token: string;
}

/** Whether a server with this token answers at `url`. One that is too busy to answer counts as at work. */
export async function isAtWork(url: string, token: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/control/hello`, {headers: authorization(token), signal: AbortSignal.timeout(PATIENCE)});
    return response.ok;
  } catch (error) {
    return (error as Error).name === 'TimeoutError';
  }
}

/** Has the running server import the file. Throws `CommandError` with the reason when it does not. */
export async function importThrough(
  {url, token}: ControlAddress, file: Readable, request: ImportRequest, onProgress: (progress: ImportProgress) => void,
): Promise<ImportReport> {
  const query = new URLSearchParams({request: JSON.stringify(request)});
  try {
    const response = await fetch(`${url}/control/import?${query}`, {
      method: 'POST', headers: authorization(token), body: Readable.toWeb(file) as ReadableStream<Uint8Array>, duplex: 'half',
    } as RequestInit);
    if (!response.ok || !response.body) throw new CommandError(await refusal(response));
    return await readAnswer(response.body, onProgress);
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError('The server went away during the import; whole products may be in the shop already, and running it again is safe.', {cause});
  }
}

async function readAnswer(body: ReadableStream<Uint8Array>, onProgress: (progress: ImportProgress) => void): Promise<ImportReport> {
  for await (const text of createInterface({input: Readable.fromWeb(body as NodeReadableStream)})) {
    const line = JSON.parse(text) as ImportLine;
    if ('report' in line) return line.report;
    if ('error' in line) throw new CommandError(line.error);
    onProgress(line.progress);
  }
  throw new Error('the answer has no end');
}

/** Has the running server audit its books. Throws `CommandError` when it cannot. */
export async function auditThrough({url, token}: ControlAddress): Promise<AuditReport> {
  const response = await fetch(`${url}/control/audit`, {headers: authorization(token)}).catch((cause: unknown) => {
    throw new CommandError('The server does not answer.', {cause});
  });
  if (!response.ok) throw new CommandError(await refusal(response));
  return await response.json() as AuditReport;
}

/** Has the running server give money back. Throws `CommandError` with its sentence when it does not. */
export async function refundThrough({url, token}: ControlAddress, request: RefundRequest): Promise<RefundOutcome> {
  const response = await fetch(`${url}/control/refund`, {
    method: 'POST', headers: {...authorization(token), 'content-type': 'application/json'}, body: JSON.stringify(request),
  }).catch((cause: unknown) => {
    throw new CommandError('The server went away while it was asked: look with "hangtag audit" before you ask again.', {cause});
  });
  if (!response.ok) throw new CommandError(await refusal(response));
  return await response.json() as RefundOutcome;
}

/** Has the running server set, end or list discounts. Throws `CommandError` with its sentence when it does not. */
export async function discountThrough({url, token}: ControlAddress, request: DiscountRequest): Promise<readonly DiscountRow[]> {
  const response = await fetch(`${url}/control/discount`, {
    method: 'POST', headers: {...authorization(token), 'content-type': 'application/json'}, body: JSON.stringify(request),
  }).catch((cause: unknown) => {
    throw new CommandError('The server went away while it was asked: look with "hangtag discount list" before you ask again.', {cause});
  });
  if (!response.ok) throw new CommandError(await refusal(response));
  return await response.json() as readonly DiscountRow[];
}

/** Has the running server list or decide what waits for a person. Throws `CommandError` with its sentence when it does not. */
export async function heldThrough({url, token}: ControlAddress, request: HeldRequest): Promise<HeldOutcome> {
  const response = await fetch(`${url}/control/held`, {
    method: 'POST', headers: {...authorization(token), 'content-type': 'application/json'}, body: JSON.stringify(request),
  }).catch((cause: unknown) => {
    throw new CommandError('The server went away while it was asked: look with "hangtag held" before you ask again.', {cause});
  });
  if (!response.ok) throw new CommandError(await refusal(response));
  return await response.json() as HeldOutcome;
}

/** What the running server answers to a challenge at a notify address. */
export async function challengeThrough({url, token}: ControlAddress, handler: string, challenge: string): Promise<string | undefined> {
  const response = await fetch(`${url}/control/challenge?${new URLSearchParams({handler, challenge})}`, {headers: authorization(token)}).catch((cause: unknown) => {
    throw new CommandError('The server does not answer.', {cause});
  });
  if (!response.ok) throw new CommandError(await refusal(response));
  return (await response.json() as {answer?: string}).answer;
}

async function refusal(response: Response): Promise<string> {
  const body = await response.json().catch(() => ({})) as {error?: string};
  return body.error ?? `The server refuses: HTTP ${response.status}.`;
}

function authorization(token: string): Record<string, string> {
  return {authorization: `Bearer ${token}`};
}
