import {Parser} from 'htmlparser2';

const DROPPED = new Set(['script', 'style', 'noscript', 'template', 'iframe', 'object', 'svg', 'math', 'head', 'title', 'textarea', 'select', 'video', 'audio', 'canvas']);
const PARAGRAPHS = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'dl', 'table', 'blockquote', 'pre', 'figure', 'section', 'article', 'hr']);
const LINES = new Set(['br', 'div', 'li', 'tr', 'dt', 'dd', 'address', 'figcaption', 'header', 'footer', 'main', 'aside', 'nav', 'caption', 'option', 'form', 'details', 'summary']);
const CELLS = new Set(['td', 'th']);
/** Control characters, and those that turn the direction of the text around them. */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g;

/**
 * Reduces a description to text that is safe to show anywhere: no markup, scripts and styles gone, entities resolved; paragraphs are
 * parted by an empty line, list items begin with "• ", a link is its text. Line breaks of a text without block elements are kept.
 */
export function safeText(html: string): string {
  if (!/[<&]/.test(html)) return tidy(html.replace(/\r\n?/g, '\n'));
  const text = new TextOfHtml(keepsLineBreaks(html));
  const parser = new Parser(text, {decodeEntities: true, lowerCaseTags: true});
  parser.end(html);
  return tidy(text.result);
}

/** One line without control characters. */
export function safeLine(text: string): string {
  return text.replace(UNSAFE, '').replace(/\s+/g, ' ').trim();
}

/** The beginning of a text, at most `length` units of UTF-16, without half a character at its end. */
export function beginningOf(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}

function keepsLineBreaks(html: string): boolean {
  return !/<(?:p|div|ul|ol|li|table|br|h[1-6]|section|article|blockquote)\b/i.test(html);
}

function tidy(text: string): string {
  const lines = text.replace(UNSAFE, '').replace(/[^\S\n]+/g, ' ').split('\n').map(line => line.trim());
  return lines.join('\n').replace(/\n{3,}/g, '\n\n').trim();
}

/** Takes the parser's events; text is only appended, so that a long description costs no more than its length. */
class TextOfHtml {
  readonly #parts: string[] = [];
  readonly #keepsLineBreaks: boolean;
  readonly #lists: number[] = [];
  #dropping = 0;
  #pre = 0;
  /** Line ends and the bullet that come before the next text, if there is any. */
  #breaks = 0;
  #bullet = '';

  constructor(keepsLineBreaks: boolean) {
    this.#keepsLineBreaks = keepsLineBreaks;
  }

  get result(): string {
    return this.#parts.join('');
  }

  onopentag(name: string): void {
    if (DROPPED.has(name)) this.#dropping++;
    if (name === 'pre') this.#pre++;
    if (name === 'br') return this.#break(this.#breaks + 1);
    this.#breakAround(name);
    if (name === 'ul' || name === 'ol') this.#lists.push(name === 'ol' ? 1 : 0);
    if (name === 'li') this.#bullet = this.#nextBullet();
  }

  onclosetag(name: string): void {
    if (DROPPED.has(name)) this.#dropping = Math.max(0, this.#dropping - 1);
    if (name === 'pre') this.#pre = Math.max(0, this.#pre - 1);
    if (name === 'ul' || name === 'ol') this.#lists.pop();
    if (name === 'li') this.#bullet = '';
    if (CELLS.has(name)) this.#parts.push(' ');
    else if (name !== 'br') this.#breakAround(name);
  }

  ontext(text: string): void {
    if (this.#dropping) return;
    if (!this.#keepsLineBreaks && !this.#pre) return this.#write(text.replace(/\s+/g, ' '));
    text.split(/\r\n?|\n/).forEach((line, index) => {
      if (index) this.#break(this.#breaks + 1);
      this.#write(line);
    });
  }

  #write(text: string): void {
    if (!text.trim()) {
      if (text) this.#parts.push(' ');
      return;
    }
    if (this.#breaks && this.#parts.length) this.#parts.push('\n'.repeat(this.#breaks));
    if (this.#bullet) this.#parts.push(this.#bullet);
    this.#breaks = 0;
    this.#bullet = '';
    this.#parts.push(text);
  }

  #break(lines: number): void {
    // The first block of an item stands beside its bullet.
    if (!this.#dropping && !this.#bullet) this.#breaks = Math.min(2, lines);
  }

  #breakAround(name: string): void {
    const nested = this.#lists.length > 0 && (name === 'ul' || name === 'ol' || name === 'p');
    if (name === 'li') this.#bullet = '';
    if (PARAGRAPHS.has(name) && !nested) this.#break(2);
    else if (LINES.has(name) || nested) this.#break(Math.max(1, this.#breaks));
  }

  #nextBullet(): string {
    const number = this.#lists.at(-1);
    if (!number) return '• ';
    this.#lists[this.#lists.length - 1] = number + 1;
    return `${number}. `;
  }
}
