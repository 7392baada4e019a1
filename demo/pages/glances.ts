import {sayAll} from './site.ts';

/** A tag before anybody presses it. */
interface Glance {
  readonly key: string;
  readonly caption: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** A shop whose answer never comes. */
  readonly waits?: true;
  /** In place of our word for buying. */
  readonly says?: string;
}

const glances: readonly Glance[] = [
  {key: 'ready', caption: 'Ready to press', attributes: {item: 'GRILLE-PDF'}},
  {key: 'waiting', caption: 'The price is on its way', attributes: {item: 'GRILLE-PDF'}, waits: true},
  {key: 'sale', caption: 'On sale', attributes: {item: 'TRAY-FISH'}},
  {key: 'variants', caption: 'Variants to choose from', attributes: {item: 'GAIWAN-CEL'}},
  {key: 'many', caption: 'As many as the buyer likes', attributes: {item: 'CARD-FERRY', 'max-quantity': '12'}},
  {key: 'label', caption: 'The author’s own words', attributes: {item: 'BIND-SUN'}, says: 'Take a seat'},
  {key: 'sold', caption: 'Sold out', attributes: {item: 'SHEARS-L'}},
  {key: 'disabled', caption: 'Disabled by the author', attributes: {item: 'WEIGHT-HALF', disabled: ''}},
];

/** Shows them all. `offer`: the attributes that say what an item costs, where no server does; that knows nothing of stock, variants and sales. */
export function showGlances(offer: ((item: string) => readonly (readonly [name: string, value: string])[]) | undefined): void {
  const shown = glances.filter(({key}) => !offer || ['ready', 'waiting', 'many', 'label', 'disabled'].includes(key));
  document.querySelector('#faces')?.replaceChildren(...shown.map(({key, caption, attributes, waits, says}) => {
    const tag = document.createElement('pay-button');
    const own = offer ? {...attributes, ...Object.fromEntries(offer(attributes['item'] ?? '').filter(([name]) => !(name in attributes)))} : attributes;
    for (const [name, value] of Object.entries(own)) tag.setAttribute(name, value);
    if (says) tag.append(labelOf(says));
    if (waits) Object.assign(tag, {merchant: silentMerchant});
    const figure = document.createElement('figure');
    const words = document.createElement('figcaption');
    words.dataset['say'] = `glance.${key}`;
    words.textContent = caption;
    figure.append(words, tag);
    return figure;
  }));
  sayAll();
}

function labelOf(text: string): Element {
  const label = document.createElement('span');
  label.slot = 'label';
  label.dataset['say'] = 'glance.says';
  label.textContent = text;
  return label;
}

const never = () => new Promise<never>(() => { /* that is the point */ });
const silentMerchant = {id: 'page:silent', mode: 'test', catalogue: {offer: never, product: never}};
