import {formatMoney} from '../../src/commerce/money-format.ts';
import type {Amount, BookedOrder, Books, LedgerTransaction, WalletTrade} from '../books.ts';
import {currentLanguage, say} from './site.ts';

const everySeconds = 3;
const $ = (id: string) => document.getElementById(id) as HTMLElement;
let books: Books | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

async function refresh(): Promise<void> {
  clearTimeout(timer);
  try {
    const asked = searchQuery().toString();
    const answer = await fetch(`demo/books.json?${asked}`, {headers: {accept: 'application/json'}});
    if (!answer.ok) throw new Error(String(answer.status));
    const read = await answer.json() as Books;
    // Something else was asked for in the meantime: that answer is on its way.
    if (asked !== searchQuery().toString()) return;
    books = read;
    show();
  } catch {
    verdict('lost', say('orders.lost', 'The books cannot be read right now. Trying again.'));
  }
  if (!isPaused()) timer = setTimeout(refresh, everySeconds * 1000);
}

function show(): void {
  if (!books) return;
  $('updated').textContent = `${say('orders.updated', 'Updated')} ${clock(books.at, {timeStyle: 'medium'})}`;
  if (books.differences.length > 0) verdict('differ', books.differences.join(' '));
  else if (books.all === 0) verdict('empty', say('orders.none', 'No orders yet. Buy something in the shop and watch it arrive here.'));
  else verdict('agree', say('orders.agree', 'Both sides agree, to the cent.'));
  $('search').hidden = books.all === 0;
  const count = countOf(books);
  // A live region, too.
  if ($('count').textContent !== count) $('count').textContent = count;
  $('more').hidden = books.orders.length >= books.found;
  $('orders').replaceChildren(books.orders.length === 0 ? noOrders(books) : ordersTable(books.orders));
  $('ledger').replaceChildren(ledgerTable(books.ledger));
  $('balances').replaceChildren(balancesTable(books));
  $('wallet').replaceChildren(walletTable(books.wallet));
}

function verdict(state: 'agree' | 'differ' | 'empty' | 'lost' | 'static', text: string): void {
  const line = $('verdict');
  // The line is a live region: writing the same words again would read them out again.
  if (line.textContent === text) return;
  line.dataset['state'] = state;
  line.textContent = text;
}

function countOf({all, found, orders}: Books): string {
  if (all === 0) return '';
  const text = found < all ? say('orders.found', '{found} of {all} orders found, {shown} shown') : say('orders.shown', '{all} orders, {shown} shown');
  return text.replace('{all}', String(all)).replace('{found}', String(found)).replace('{shown}', String(orders.length));
}

function noOrders({all}: Books): Element {
  if (all === 0) {
    const shop = element('a', '', say('orders.shop', 'To the shop'));
    shop.setAttribute('href', 'shop.html');
    return element('p', 'none quiet', say('orders.nothing', 'Nothing yet.'), ' ', shop);
  }
  const clear = element('button', 'plain', say('orders.clear', 'Clear the search'));
  clear.addEventListener('click', () => { search.reset(); startSearch(); });
  return element('p', 'none quiet', say('orders.not-found', 'No order fits.'), ' ', clear);
}

function ordersTable(orders: readonly BookedOrder[]): Element {
  return table('orders', [
    say('orders.number', 'Order'), say('orders.time', 'Time'), say('orders.items', 'Items'), say('orders.buyer', 'Buyer'), say('orders.payment', 'Payment'), say('orders.total', 'Total'),
  ], orders.map(order => [
    receiptLink(order),
    clock(order.at),
    order.items.map(item => (item.quantity > 1 ? `${item.title} × ${item.quantity}` : item.title)).join(', '),
    order.buyer || '–',
    badges(order),
    total(order),
  ]));
}

function receiptLink({number, receipt}: BookedOrder): Node {
  const link = document.createElement('a');
  link.href = receipt;
  link.append(strong(number));
  return link;
}

function total({total: whole, refunded}: BookedOrder): Node | string {
  if (refunded.amount === 0) return money(whole);
  return element('span', '', money(whole), element('small', 'quiet', say('orders.given-back', '{amount} given back').replace('{amount}', money(refunded))));
}

/** What has become of the money counts for more than that it once came. */
function stateOf({payment, total: {amount}, refunded}: BookedOrder): string {
  if (refunded.amount === 0) return payment;
  return refunded.amount < amount ? 'partly_refunded' : 'refunded';
}

function badges(order: BookedOrder): Node {
  const all = document.createDocumentFragment();
  const state = stateOf(order);
  all.append(badge(state, paymentWord(state)), ' ', badge('mode', order.mode === 'test' ? say('orders.test', 'test') : say('orders.live', 'live')));
  return all;
}

function paymentWord(status: string): string {
  return say(`payment.${status}`, status.replaceAll('_', ' '));
}

function accountWord(account: string): string {
  return say(`account.${account}`, account.startsWith('provider:') ? `Held by ${account.slice('provider:'.length)}` : sentence(account));
}

function sentence(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
}

function ledgerTable(ledger: readonly LedgerTransaction[]): Element {
  const rows = ledger.flatMap(transaction => transaction.entries.map((entry, index) => [
    index === 0 ? strong(transaction.order ?? '–') : '',
    index === 0 ? say(`ledger.${transaction.kind}`, sentence(transaction.kind)) : '',
    accountWord(entry.account),
    entry.amount > 0 ? money(entry) : '',
    entry.amount < 0 ? money({...entry, amount: -entry.amount}) : '',
  ]));
  return table('ledger', [
    say('orders.number', 'Order'), say('orders.movement', 'Movement'), say('orders.account', 'Account'), say('orders.debit', 'Debit'), say('orders.credit', 'Credit'),
  ], rows);
}

function balancesTable({balances}: Books): Element {
  const sums = new Map<string, number>();
  for (const balance of balances) sums.set(balance.currency, (sums.get(balance.currency) ?? 0) + balance.amount);
  const rows: (string | Node)[][] = balances.map(balance => [accountWord(balance.account), money(balance)]);
  for (const [currency, amount] of sums) rows.push([strong(say('orders.sum', 'Sum of all accounts')), strong(money({amount, currency}))]);
  return table('balances', [say('orders.account', 'Account'), say('orders.balance', 'Balance')], rows);
}

function walletTable(trades: readonly WalletTrade[]): Element {
  return table('wallet', [
    say('orders.trade', 'Trade'), say('orders.time', 'Time'), say('orders.number', 'Order'), say('orders.payment', 'Payment'), say('orders.paid', 'Paid'), say('orders.refunded', 'Refunded'),
  ], trades.map(trade => [
    trade.tradeNo, trade.at ? clock(trade.at) : '–', trade.order ? strong(trade.order) : '–', badge(trade.status, paymentWord(trade.status)), money(trade.paid), money(trade.refunded),
  ]));
}

function table(kind: string, heads: readonly string[], rows: readonly (readonly (string | Node)[])[]): Element {
  if (rows.length === 0) return element('p', 'none quiet', say('orders.nothing', 'Nothing yet.'));
  const head = element('tr', '', ...heads.map(text => {
    const cell = element('th', '', text);
    cell.setAttribute('scope', 'col');
    return cell;
  }));
  const body = rows.map(row => element('tr', row[0] === '' ? 'joined' : '', ...row.map((content, index) => {
    const cell = element('td', '', content);
    cell.dataset['label'] = heads[index] ?? '';
    return cell;
  })));
  const whole = element('table', kind, element('thead', '', head), element('tbody', '', ...body));
  return whole;
}

function element(name: string, className: string, ...content: (string | Node)[]): HTMLElement {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

function strong(text: string): Node {
  return element('strong', '', text);
}

function badge(kind: string, text: string): Node {
  const made = element('span', 'badge', text);
  made.dataset['kind'] = kind;
  return made;
}

function money(amount: Amount): string {
  return formatMoney(amount, currentLanguage());
}

function clock(at: string, style: Intl.DateTimeFormatOptions = {dateStyle: 'medium', timeStyle: 'short'}): string {
  const locale = {en: 'en-HK', 'zh-Hant': 'zh-HK', 'zh-Hans': 'zh-CN'}[currentLanguage()];
  return new Intl.DateTimeFormat(locale, {...style, timeZone: 'Asia/Hong_Kong', hourCycle: 'h23'}).format(new Date(at));
}

function isPaused(): boolean {
  return $('pause').getAttribute('aria-pressed') === 'true';
}

const search = $('search') as HTMLFormElement;
const firstPage = 50;
let most = firstPage;

function searchQuery(): URLSearchParams {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(search)) if (typeof value === 'string' && value.trim() !== '' && value !== 'all') asked.set(name, value.trim());
  if (most > firstPage) asked.set('most', String(most));
  return asked;
}

/** The search stands in the address, to be kept and passed on. */
function startSearch(): void {
  most = firstPage;
  const asked = searchQuery().toString();
  history.replaceState(history.state, '', `${location.pathname}${asked ? `?${asked}` : ''}`);
  void refresh();
}

let typing: ReturnType<typeof setTimeout> | undefined;
search.addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(startSearch, 200);
});
search.addEventListener('submit', event => {
  event.preventDefault();
  startSearch();
});
$('more').addEventListener('click', () => {
  most += firstPage;
  void refresh();
});
$('print').addEventListener('click', () => print());
for (const [name, value] of new URLSearchParams(location.search)) {
  const field = search.elements.namedItem(name);
  if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value;
}

$('pause').addEventListener('click', () => {
  $('pause').setAttribute('aria-pressed', String(!isPaused()));
  void refresh();
});
document.addEventListener('language-change', show);

if (document.querySelector('main')?.dataset['kind'] === 'static') {
  verdict('static', say('orders.static', 'These pages are static files, so there is no shop’s server and there are no books. Run npm start to see them.'));
  for (const part of document.querySelectorAll<HTMLElement>('main > section, .refresh')) part.hidden = true;
} else {
  void refresh();
}
