import {html} from 'lit';
import type {TemplateResult} from 'lit';
import {adopt} from '../../parts/adopt.ts';
import type {ObstacleWords} from '../../words/obstacles.ts';
import {fieldStyles} from './field.styles.ts';
import type {Tag} from './tag.ts';
import {wayOutStyles} from './way-out.styles.ts';

/** This page's address to take elsewhere: a button that copies it, and the address itself where a page may not write to the clipboard. */
export function linkToCopy(tag: Tag, words: ObstacleWords): () => TemplateResult {
  adopt(tag, fieldStyles, wayOutStyles);
  let said = '';
  const copy = async (field: HTMLInputElement | null): Promise<void> => {
    field?.select();
    // Apps' browsers often have no clipboard for pages, or refuse it.
    const done = await copyText(field?.value ?? '');
    said = done ? words.copied : words.copyByHand;
    tag.requestUpdate();
  };
  const pressed = ({currentTarget}: Event): void => void copy((currentTarget as Element).parentElement?.querySelector('input') ?? null);
  return () => html`<div class="way-out">
    <input readonly aria-label=${words.pageLink} dir="ltr" .value=${pageAddress()} @focus=${({target}: Event) => (target as HTMLInputElement).select()} />
    <button type="button" class="plain" @click=${pressed}>${words.copyLink}</button>
    <p class="copied" role="status">${said}</p>
  </div>`;
}

/** Without what a wallet left in it. */
const pageAddress = (): string => location.href.replace(/#hangtag=.*/, '');

async function copyText(text: string): Promise<boolean> {
  try {
    await globalThis.navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
