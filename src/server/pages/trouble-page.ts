import type {Context} from 'hono';
import {html} from 'hono/html';
import type {ContentfulStatusCode} from 'hono/utils/http-status';
import type {TransportError} from '../http/transport-error.ts';
import type {Services} from '../services.ts';
import {sessionError} from './embedding.ts';
import {notFoundPage, page, standingSheet, stepOf, viewOf} from './page.ts';

/** Where people ask, with a browser, and want no data. */
const FOR_PEOPLE = /^\/(buy|cart|checkout|orders)(\/|$)/;

/** A request of people that failed, as a page. Whether anything was charged is not known here, so nothing is said of it but what always holds. */
export function troublePage(c: Context, services: Services, {status, code, headers}: TransportError): Response | Promise<Response> | undefined {
  if (!FOR_PEOPLE.test(c.req.path)) return undefined;
  const view = viewOf(c, services);
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  if (status === 404 || status === 405) return notFoundPage(view, status);
  const {trouble, troubleText, checkAgain} = view.words;
  return page(view, {
    status: status as ContentfulStatusCode, title: trouble, session: {error: sessionError(code, troubleText)},
    body: html`<div class="sheets single">${standingSheet('bad', trouble, troubleText, html`<a class="button" href="${lookAgain(view)}">${checkAgain}</a>`)}</div>`,
  });
}

/** Where the same is looked at without sending anything a second time. */
function lookAgain(view: ReturnType<typeof viewOf>): string {
  const {pathname, search} = new URL(view.c.req.url);
  const checkout = /^\/checkout\/[^/]+/.exec(pathname)?.[0];
  return checkout === undefined ? `${pathname}${search}` : stepOf(view, checkout);
}
