/**
 * What Lit's module of this name does for a page whose engine has constructable style sheets and whose styles are written without values in between: the build
 * for plain pages takes this one in its place. Ours are the only styles there.
 */
export class CSSResult {
  readonly cssText: string;
  #sheet: CSSStyleSheet | undefined;

  constructor(text: string) {
    this.cssText = text;
  }

  /** The same one for every tag. */
  get styleSheet(): CSSStyleSheet {
    if (!this.#sheet) (this.#sheet = new CSSStyleSheet()).replaceSync(this.cssText);
    return this.#sheet;
  }
}

export const css = ([text = '']: TemplateStringsArray): CSSResult => new CSSResult(text);

export function adoptStyles(root: ShadowRoot, styles: readonly CSSResult[]): void {
  root.adoptedStyleSheets = styles.map(({styleSheet}) => styleSheet);
}

export const getCompatibleStyle = (style: CSSResult): CSSResult => style;
export const unsafeCSS = (text: unknown): CSSResult => new CSSResult(String(text));
export const supportsAdoptingStyleSheets = true;
