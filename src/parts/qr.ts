import {html} from 'lit';
import type {TemplateResult} from 'lit';
import {qrRows} from './qr-code.ts';

/**
 * A QR code as one path, dark on light in every theme, with the four modules of empty space around it that the standard asks for. `alt` is what it is, in words. Throws
 * `RangeError` when `code` is too long for any QR code: more than 2953 bytes.
 */
export function qrCode(code: string, alt: string): TemplateResult {
  const {size, path} = qrPath(code);
  const side = size + 8;
  return html`<svg class="qr" part="qr" role="img" aria-label=${alt} viewBox="-4 -4 ${side} ${side}" shape-rendering="crispEdges">
    <path d="M-4-4h${side}v${side}H-4z" fill="#fff"></path><path d=${path}></path>
  </svg>`;
}

/** Each run of dark modules in a row is one rectangle, in a grid of `size` by `size`. */
export function qrPath(code: string): {readonly size: number; readonly path: string} {
  const rows = qrRows(code);
  const path = rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map(({0: {length}, index}) => `M${index} ${y}h${length}v1H${index}z`));
  return {size: rows.length, path: path.join('')};
}
