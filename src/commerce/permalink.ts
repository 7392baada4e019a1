import type {ItemChoice} from './item-choice.ts';

/** The path of a UCP permalink: `sku:2,~5p2v:1`. Always with quantities; ids that are not plain are base64url after `~`. */
export function permalinkItems(items: readonly ItemChoice[]): string {
  return items.map(({id, quantity}) => `${/^[\w.-]+$/.test(id) ? id : `~${toBase64url(id)}`}:${quantity}`).join(',');
}

function toBase64url(text: string): string {
  const bytes = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
