import {adoptStyles} from 'lit';
import type {CSSResult} from 'lit';

/** Adds styles that came later to those that a tag was made with; what it has already stays where it is. */
export function adopt({shadowRoot: root}: Element, ...styles: readonly CSSResult[]): void {
  if (!root) return;
  const sheets = styles.flatMap(({styleSheet}) => styleSheet ?? []);
  if (sheets.length === styles.length) root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, ...sheets])];
  else adoptStyles(root, [...styles]);
}
