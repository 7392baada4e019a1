import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {correction, generate, mode} from 'lean-qr';
import {qrPath} from '../../src/parts/qr.ts';
import {qrRows} from '../../src/parts/qr-code.ts';

/** The same by somebody else's hand. */
function bySomebodyElse(text: string): readonly string[] {
  const code = generate(mode.bytes(new TextEncoder().encode(text)), {maxCorrectionLevel: correction.L});
  return Array.from({length: code.size}, (_, y) => Array.from({length: code.size}, (_, x) => +code.get(x, y)).join(''));
}

/** How many bytes the versions hold, by the standard. */
const most = [17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858, 929, 1003, 1091, 1171, 1273, 1367, 1465, 1528, 1628, 1732, 1840, 1952, 2068, 2188, 2303, 2431, 2563, 2699, 2809, 2953];

describe('A QR code', () => {
  it('is module for module what another encoder makes of the same text', () => {
    fc.assert(fc.property(fc.string({maxLength: 260, unit: 'grapheme'}), (text) => assert.deepEqual(qrRows(text), bySomebodyElse(text))), {numRuns: 150});
  });

  it('is as small as it can be and right in every version, full to the last byte and with one byte more than the version before holds', () => {
    for (const [at, bytes] of most.entries()) {
      for (const length of [(most[at - 1] ?? -1) + 1, bytes]) {
        const text = 'https://wallet.example/'.repeat(130).slice(0, length);
        const rows = qrRows(text);
        assert.equal(rows.length, 4 * (at + 1) + 17);
        assert.deepEqual(rows, bySomebodyElse(text), `${length} bytes`);
      }
    }
  });

  it('is the same where a library of the page makes lists by rules of its own', () => {
    const text = 'https://wallet.example/t/9f8d7c6b5a493827';
    const {rows, path} = {rows: qrRows(text), path: qrPath(text)};
    const {from} = Array;
    Array.from = (() => []) as typeof Array.from;
    try {
      assert.deepEqual({rows: qrRows(text), path: qrPath(text)}, {rows, path});
    } finally {
      Array.from = from;
    }
  });

  it('of more than any code holds is refused', () => {
    assert.throws(() => qrRows('a'.repeat(2954)), RangeError);
    assert.throws(() => qrRows('付'.repeat(985)), RangeError);
  });

  it('is drawn as a path with exactly its modules', () => {
    for (const text of ['https://wallet.example/t/9f8d7c6b5a493827', '付款 128', 'a'.repeat(300)]) {
      const {size, path} = qrPath(text);
      assert.deepEqual(painted(size, path), qrRows(text));
      assert.match(path, /^(M\d+ \d+h\d+v1H\d+z)+$/);
    }
  });
});

/** Paints a path back into modules: what a scanner sees. */
function painted(size: number, path: string): string[] {
  const grid = Array.from({length: size}, () => new Array<number>(size).fill(0));
  for (const [, x = 0, y = 0, width = 0] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) grid[+y]?.fill(1, +x, +x + +width);
  return grid.map((row) => row.join(''));
}
