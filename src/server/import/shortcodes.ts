/** What stands for a film, a sound or pictures, with everything in it. */
const MEDIA = /\[(embed|video|audio|playlist|gallery)(?:\s[^[\]]{0,2000})?\](?:[^[\]]{0,2000}\[\/\1\])?/gi;
/** `[name key="value" …]`; quotation marks may be written as HTML. */
const WITH_VALUES = /\[[a-z][\w-]{0,50}\s+[\w-]{1,50}=(?:["'”″]|&quot;|&#0?39;)[^[\]]{0,2000}\]/gi;
const CLOSING = /\[\/([a-z][\w-]{0,50})\]/gi;

/**
 * A description without the marks in square brackets by which WordPress puts in films, galleries and the columns of page builders. What
 * stands between an opening and a closing one stays; a word in brackets that is never closed is the merchant's own.
 */
export function withoutShortcodes(html: string): string {
  if (!html.includes('[')) return html;
  const text = html.replace(MEDIA, '');
  const closed = new Set([...text.matchAll(CLOSING)].map(([, name = '']) => name.toLowerCase()));
  return text.replace(WITH_VALUES, '').replace(/\[\/?([a-z][\w-]{0,50})(?:\s[^[\]]{0,2000})?\]/gi, (mark, name: string) => (closed.has(name.toLowerCase()) ? '' : mark));
}
