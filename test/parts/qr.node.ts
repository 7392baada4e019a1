import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {generate} from 'lean-qr/nano';
import {qrPath} from '../../src/parts/qr.ts';

/** Paints a path back into modules: what a scanner sees. */
function painted({size, path}: {size: number; path: string}): boolean[][] {
  const grid = Array.from({length: size}, () => new Array<boolean>(size).fill(false));
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) for (let at = 0; at < +width!; at++) grid[+y!]![+x! + at] = true;
  return grid;
}

describe('A QR code as a path', () => {
  it('has exactly the modules of its code', () => {
    for (const text of ['https://wallet.example/t/9f8d7c6b5a493827', '付款 128', 'a'.repeat(300)]) {
      const bitmap = generate(text);
      const grid = painted(qrPath(text));
      assert.equal(grid.length, bitmap.size);
      grid.forEach((row, y) => row.forEach((dark, x) => assert.equal(dark, bitmap.get(x, y), `module ${x},${y} of ${text}`)));
    }
  });
});
