import {html, svg} from 'lit';
import type {TemplateResult} from 'lit';
import {generate} from 'lean-qr/nano';

/** Modules of empty space around a code, as the standard asks for. */
const quiet = 4;

/** A QR code as one path, dark on light in every theme. `alt` is what it is, in words. Throws when `code` is too long for any QR code. */
export function qrCode(code: string, alt: string): TemplateResult {
  const {size, path} = qrPath(code);
  const side = size + 2 * quiet;
  return html`<svg class="qr" part="qr" role="img" aria-label=${alt} viewBox="${-quiet} ${-quiet} ${side} ${side}" shape-rendering="crispEdges">
    ${svg`<rect x=${-quiet} y=${-quiet} width=${side} height=${side} fill="#fff"></rect><path d=${path} fill="#000"></path>`}
  </svg>`;
}

/** Each run of dark modules in a row is one rectangle, in a grid of `size` by `size`. */
export function qrPath(code: string): {readonly size: number; readonly path: string} {
  const bitmap = generate(code);
  const {size} = bitmap;
  let path = '';
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!bitmap.get(x, y)) continue;
      const start = x;
      while (bitmap.get(x, y)) x++;
      path += `M${start} ${y}h${x - start}v1H${start}z`;
    }
  }
  return {size, path};
}
