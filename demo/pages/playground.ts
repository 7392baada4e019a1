const events = ['payment-start', 'payment-pending', 'payment-complete', 'payment-cancel', 'payment-error', 'payment-handoff'];
const $ = <T extends Element>(selector: string) => document.querySelector(selector) as T;
const form = $<HTMLFormElement>('#controls');
const stage = $<HTMLElement>('#stage');
const log = $<HTMLOListElement>('#log');
const main = $<HTMLElement>('main');

type Choices = Readonly<Record<string, string>>;

function choices(): Choices {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : '']));
}

/** The attributes that make the chosen tag, in the order in which people write them. */
function attributes(chosen: Choices): [name: string, value: string][] {
  const made: [string, string][] = [];
  if (main.dataset['kind'] === 'server') made.push(['merchant', merchant(chosen)]);
  const item = itemOf(chosen);
  if (item !== undefined) made.push(['item', item]);
  if (chosen['max-quantity'] !== '1') made.push(['max-quantity', chosen['max-quantity'] ?? '']);
  if (chosen['providers']) made.push(['providers', chosen['providers']]);
  if (chosen['locale']) made.push(['locale', chosen['locale']]);
  if (chosen['disabled']) made.push(['disabled', '']);
  return made;
}

function merchant({mistake}: Choices): string {
  if (mistake === 'merchant') return 'half catty';
  if (mistake === 'elsewhere') return 'https://nobody.invalid';
  return main.dataset['origin'] ?? location.origin;
}

function itemOf({mistake, item = '', quantity = '1'}: Choices): string | undefined {
  if (mistake === 'unknown') return 'NOT-FOR-SALE';
  if (mistake === 'grammar') return 'TRAM-A6-GRN:many';
  if (mistake === 'empty') return undefined;
  return quantity === '1' || item.includes(',') ? item : `${item}:${quantity}`;
}

function rebuild(): void {
  const chosen = choices();
  const tag = document.createElement('pay-button');
  for (const [name, value] of attributes(chosen)) tag.setAttribute(name, value);
  const fallback = document.createElement('a');
  fallback.href = 'shop.html';
  fallback.textContent = 'Buy it in the shop';
  tag.append(fallback);
  stage.replaceChildren(tag);
  for (const name of ['theme', 'width'] as const) {
    if (chosen[name]) stage.dataset[name] = chosen[name];
    else delete stage.dataset[name];
  }
  stage.dir = chosen['dir'] ?? 'ltr';
  showMarkup(attributes(chosen));
}

function showMarkup(made: [string, string][]): void {
  const code = $('#markup code');
  const name = (text: string, kind: string) => {
    const span = document.createElement('span');
    span.className = kind;
    span.textContent = text;
    return span;
  };
  code.replaceChildren('<', name('pay-button', 'code-tag'));
  for (const [attribute, value] of made) code.append(' ', name(attribute, 'code-name'), value === '' ? '' : `="${value}"`);
  code.append('><', name('a', 'code-tag'), ' ', name('href', 'code-name'), '="…">Buy it in the shop</', name('a', 'code-tag'), '></', name('pay-button', 'code-tag'), '>');
}

function write(event: Event): void {
  const line = document.createElement('li');
  line.dataset['type'] = event.type;
  const time = document.createElement('time');
  time.textContent = new Date().toISOString().slice(11, 23);
  const type = document.createElement('b');
  type.textContent = event.type;
  const fields = document.createElement('span');
  fields.textContent = JSON.stringify(ownFields(event));
  line.append(time, type, fields);
  log.prepend(line);
}

/** What the event class adds to `Event`: own fields and getters, without functions and nodes. */
function ownFields(event: Event): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name of Object.keys(event)) {
    const value = (event as unknown as Record<string, unknown>)[name];
    if (name !== 'isTrusted' && typeof value !== 'function' && !(value instanceof Node)) fields[name] = value;
  }
  return fields;
}

for (const type of events) document.addEventListener(type, write);
form.addEventListener('input', rebuild);
form.addEventListener('submit', event => event.preventDefault());
form.addEventListener('reset', () => setTimeout(() => { log.replaceChildren(); rebuild(); }));
$('#clear').addEventListener('click', () => log.replaceChildren());
rebuild();
