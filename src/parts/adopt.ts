import type {CSSResult} from 'lit';

/** Adds styles that came later to those that a tag was made with; what it has already stays where it is. */
export function adopt({shadowRoot: root}: Element, ...styles: readonly CSSResult[]): void {
  if (root) root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, ...styles.flatMap(({styleSheet}) => styleSheet ?? [])])];
}
