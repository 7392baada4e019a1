import {generate} from 'lean-qr';

/** Modules of empty space around a code, as the standard asks for. */
const QUIET = 4;

export interface QrDrawing {
  /** `viewBox` of the SVG, quiet zone included. */
  readonly viewBox: string;
  /** The dark modules as one path. */
  readonly path: string;
}

/** A QR code as a drawing. Throws when `text` is too long for any QR code. */
export function drawQr(text: string): QrDrawing {
  const code = generate(text);
  const {size} = code;
  const runs: string[] = [];
  for (let y = 0; y < size; y++) {
    for (let x = 0, begun = -1; x <= size; x++) {
      const dark = x < size && code.get(x, y);
      if (dark && begun < 0) begun = x;
      if (dark || begun < 0) continue;
      runs.push(`M${begun} ${y}H${x}V${y + 1}H${begun}z`);
      begun = -1;
    }
  }
  const side = size + 2 * QUIET;
  return {viewBox: `${-QUIET} ${-QUIET} ${side} ${side}`, path: runs.join('')};
}
