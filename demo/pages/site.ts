import {words, type Language} from './words.ts';

/** Language, theme and copy buttons of the demo's own pages. The tags on the page follow `lang` and `color-scheme` by themselves. */
const root = document.documentElement;
const languages: readonly Language[] = ['en', 'zh-Hant', 'zh-Hans'];
const english = new Map<string, string>();

export function currentLanguage(): Language {
  return languages.find(language => language === root.lang) ?? 'en';
}

/** The sentence for `key` in the page's language; `fallback` is its English. */
export function say(key: string, fallback: string): string {
  const language = currentLanguage();
  return language === 'en' ? fallback : words[key]?.[language === 'zh-Hant' ? 0 : 1] ?? fallback;
}

/** Says everything that is marked on the page in its language; again when a script has added something. */
export function sayAll(): void {
  translate(document, 'data-say', (element, text) => { element.textContent = text; }, element => element.textContent);
  for (const [mark, name] of [['data-say-label', 'aria-label'], ['data-say-alt', 'alt'], ['data-say-hint', 'placeholder']] as const) {
    translate(document, mark, (element, text) => element.setAttribute(name, text), element => element.getAttribute(name));
  }
}

function setLanguage(language: Language): void {
  root.lang = language;
  sayAll();
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.getAttribute('data-language') === language));
  }
  document.dispatchEvent(new Event('language-change'));
}

function translate(
  within: ParentNode,
  mark: string,
  write: (element: Element, text: string) => void,
  read: (element: Element) => string | null,
): void {
  for (const element of within.querySelectorAll(`[${mark}]`)) {
    const key = element.getAttribute(mark) ?? '';
    if (!english.has(key)) english.set(key, read(element) ?? '');
    write(element, say(key, english.get(key) ?? ''));
  }
}

function setTheme(theme: 'light' | 'dark'): void {
  root.dataset['theme'] = theme;
  showTheme(theme);
}

function showTheme(theme: 'light' | 'dark'): void {
  for (const button of document.querySelectorAll('[data-theme-switch]')) button.setAttribute('aria-pressed', String(theme === 'dark'));
}

/** A choice the visitor made before, from this page's address or this browser's storage. */
function remembered(name: string): string | null {
  const fromAddress = new URLSearchParams(location.search).get(name);
  if (fromAddress) return fromAddress;
  try { return localStorage.getItem(`demo-${name}`); } catch { return null; }
}

function remember(name: string, value: string): void {
  try { localStorage.setItem(`demo-${name}`, value); } catch { /* storage is off: the choice lasts as long as the page */ }
}

function firstLanguage(): Language {
  const wished = [remembered('lang'), ...navigator.languages].filter(tag => tag !== null);
  for (const tag of wished) {
    if (/^zh\b/i.test(tag)) return /hans|-(cn|sg|my)\b/i.test(tag) || tag.toLowerCase() === 'zh' ? 'zh-Hans' : 'zh-Hant';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}

document.addEventListener('click', event => {
  const button = (event.target as Element).closest('button');
  const language = button?.dataset['language'];
  if (language) {
    remember('lang', language);
    setLanguage(language as Language);
  } else if (button?.matches('[data-theme-switch]')) {
    const theme = button.getAttribute('aria-pressed') === 'true' ? 'light' : 'dark';
    remember('theme', theme);
    setTheme(theme);
  } else if (button?.dataset['copy']) {
    void copy(button);
  }
});

async function copy(button: HTMLButtonElement): Promise<void> {
  const source = document.querySelector(`#${button.dataset['copy']} [data-copy-source]`);
  await navigator.clipboard.writeText((source?.textContent ?? '').replaceAll(/\s*\n\s*/g, ' '));
  button.textContent = say('copied', 'Copied');
  setTimeout(() => { button.textContent = say('copy', 'Copy'); }, 1600);
}

const theme = remembered('theme');
if (theme === 'light' || theme === 'dark') setTheme(theme);
else showTheme(matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
setLanguage(firstLanguage());
