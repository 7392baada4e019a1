import {pageState} from './state.ts';

/** Our tags by their own names, which a page may have given to something else. */
export type Tag = 'pay-button' | 'coupon-card' | 'shoppable-post' | 'merchant-mini-app';

export const tags: readonly Tag[] = ['pay-button', 'coupon-card', 'shoppable-post', 'merchant-mini-app'];

/** What `tag` is called on this page: the name given to `define`, else its own. */
export function tagName(tag: Tag): string {
  return pageState().tagNames?.[tag] ?? tag;
}

/** Remembers the first name that a tag was defined under. */
export function nameTag(tag: Tag, name: string): void {
  const {tagNames} = pageState();
  if (tagNames) tagNames[tag] ??= name;
}
