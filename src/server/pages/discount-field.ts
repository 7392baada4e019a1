import {html} from 'hono/html';
import type {Message} from '../../commerce/checkout.ts';
import type {WordsLocale} from '../../words/locale.ts';
import type {CheckoutRow} from '../checkout/checkout-row.ts';
import {codeKey} from '../discount/discount-row.ts';
import type {UpdateCheckoutBody} from '../http/request-schemas.ts';
import {readBody, requestSchemas} from '../http/request-schemas.ts';
import type {Html, View} from './page.ts';
import {stepOf} from './page.ts';

/** Where the buyer comes back to after a code was sent. */
export const CODES_PLACE = 'codes';

const WORDS: Readonly<Record<WordsLocale, {readonly code: string; readonly apply: string; readonly remove: string; readonly applied: string}>> = {
  en: {code: 'Discount code', apply: 'Apply', remove: 'Remove', applied: 'Codes in use'},
  'zh-Hans': {code: '优惠码', apply: '使用', remove: '移除', applied: '使用中的优惠码'},
  'zh-Hant': {code: '優惠碼', apply: '使用', remove: '移除', applied: '使用中的優惠碼'},
};

export interface CodesShown {
  readonly row: CheckoutRow;
  readonly messages: readonly Message[];
  /** The shop takes codes, so buyers are asked for one. */
  readonly takesCodes?: boolean;
}

/** Whether a code can be given or taken back here: nothing is under way, and there is something to be done about codes. */
export function asksForCodes({row, takesCodes = false}: CodesShown): boolean {
  const open = row.status === 'incomplete' || row.status === 'ready_for_complete';
  return open && (takesCodes || codesOf(row).length > 0);
}

export function isAboutCodes({path = ''}: Message): boolean {
  return path.startsWith('$.discounts');
}

/** The codes that count, each with a button that takes it back, and a field for another; what was refused stands in the field, with the reason. */
export function discountField(view: View, {row, messages}: CodesShown): Html {
  const words = WORDS[view.locale];
  const action = stepOf(view, `/checkout/${row.id}/code`);
  const judged = codesOf(row).map((code, at) => ({code: asTheShopWritesIt(row, code), at, said: messages.filter(({path}) => path === `$.discounts.codes[${at}]`)}));
  const refused = judged.filter(({said}) => said.some(isRefusal));
  const problem = refused.length > 0;
  const reasons = refused.flatMap(({said}) => said.map(({content}) => html`<span>${content}</span>`));
  const kept = judged.filter(one => !refused.includes(one));
  const list = html`<ul aria-label="${words.applied}">${kept.map(({code, at, said}) => html`<li><span>${code}${said.map(({content}) => html`<small>${content}</small>`)}</span>
    <form method="post" action="${action}"><input type="hidden" name="remove" value="${at}"><button class="textual">${words.remove}<span class="unseen"> ${code}</span></button></form></li>`)}</ul>`;
  return html`<div class="codes" id="${CODES_PLACE}">${kept.length === 0 ? '' : list}
    <form class="field" method="post" action="${action}">
      <label for="code">${words.code}</label>
      <div><input id="code" name="code" value="${refused.at(-1)?.code ?? ''}" maxlength="100" autocomplete="off" autocapitalize="characters" spellcheck="false"
        ${problem ? html`aria-invalid="true" aria-describedby="code-problem"` : ''}><button class="button">${words.apply}</button></div>
      ${problem ? html`<p class="problem" id="code-problem">${reasons}</p>` : ''}
    </form>
  </div>`;
}

function asTheShopWritesIt({priced}: CheckoutRow, code: string): string {
  return priced.discounts?.find(one => one.code !== undefined && codeKey(one.code) === codeKey(code))?.code ?? code;
}

function isRefusal({type}: Message): boolean {
  return type === 'warning';
}

function codesOf({request}: CheckoutRow): readonly string[] {
  return request.discounts?.codes ?? [];
}

/**
 * What the buyer did about codes, as the update of a checkout that keeps everything else: `remove` names the place of a code,
 * `code` adds one. Codes that were refused before go when another is given. Throws `TransportError` 400 for a form that our
 * page did not make.
 */
export function readCode(row: CheckoutRow, form: Readonly<Record<string, unknown>>): UpdateCheckoutBody {
  const {line_items, buyer, context, attribution, fulfillment} = row.request;
  return readBody(requestSchemas.updateCheckout, {line_items, buyer, context, attribution, fulfillment, discounts: {codes: codesAfter(row, form)}});
}

function codesAfter(row: CheckoutRow, {code, remove}: Readonly<Record<string, unknown>>): readonly string[] {
  const codes = codesOf(row);
  if (typeof remove === 'string') return codes.filter((_code, at) => String(at) !== remove);
  const refused = new Set(row.priced.messages.filter(isRefusal).map(({path}) => path));
  const kept = codes.filter((_code, at) => !refused.has(`$.discounts.codes[${at}]`));
  return typeof code === 'string' && code.trim() !== '' ? [...kept, code.trim()] : kept;
}
