import type {StoredMedia} from '../catalogue/rows.ts';
import type {Cells} from './cells.ts';
import type {ImportProblem} from './import-report.ts';
import {beginningOf, safeLine} from './safe-text.ts';

/** As many pictures as Shopify allows for a product. */
const MAX_PICTURES = 250;

interface Picture {
  readonly url: string;
  readonly alt: string;
  readonly position: number;
}

/** Gathers a product's pictures; addresses that no page could load are left out with a remark. */
export class Pictures {
  readonly remarks: ImportProblem[] = [];
  readonly #pictures: Picture[] = [];

  /** `position`: 1 is first; pictures without one come in the order of the file, after the numbered ones before them. */
  add(cells: Cells, address: string, alt = '', position?: number): StoredMedia | undefined {
    if (address === '') return undefined;
    const url = pictureUrl(address);
    if (!url) {
      this.remarks.push(cells.remark('warning', `The picture "${beginningOf(address, 200)}" has no http(s) address and is left out.`));
      return undefined;
    }
    this.#pictures.push({url, alt: safeLine(alt), position: position ?? this.#pictures.length + 1});
    return {type: 'image', url, ...(alt ? {alt_text: safeLine(alt)} : {})};
  }

  list(): StoredMedia[] {
    const byUrl = new Map<string, StoredMedia>();
    for (const {url, alt} of [...this.#pictures].sort((a, b) => a.position - b.position)) {
      if (!byUrl.has(url)) byUrl.set(url, {type: 'image', url, ...(alt ? {alt_text: alt} : {})});
    }
    return [...byUrl.values()].slice(0, MAX_PICTURES);
  }
}

/** An http(s) address, or a path on the shop's own server such as `/pictures/tea.svg`. */
export function pictureUrl(address: string): string | undefined {
  const text = address.trim().replace(/^\/\/(?=[^/])/, 'https://');
  if (/^\/(?![/\\])/.test(text)) {
    const {pathname, search} = new URL(text, 'https://shop.invalid');
    return pathname + search;
  }
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text).href;
}
