// QR codes by ISO/IEC 18004: bytes only, at the lowest level of correction, in the smallest version that holds them. What a screen shows is not scratched.

/** Codewords of correction in each block, for every version from 1: a digit to the base 36. */
const correction = '7afkqikouikoqumosussssuuqsuuuuuuuuuuuuuu';
/** Into how many blocks the codewords are dealt, alike. */
const dealt = '11111222244444666678899acccdefghijjklmop';

/** A mask turns over what it answers 0 for. */
const masks: readonly ((x: number, y: number) => number)[] = [
  (x, y) => (x + y) % 2,
  (_, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (((x / 3) | 0) + (y >> 1)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

/** The rows of the code, a digit for each module: `1` is dark. Throws `RangeError` when the text is too long for any code: more than 2953 bytes of UTF-8. */
export function qrRows(text: string): readonly string[] {
  const bytes = [...new TextEncoder().encode(text)];
  for (let version = 1; version <= 40; version++) {
    const grid = emptyGrid(version);
    const free = [...path(grid.size)].filter((at) => grid.modules[at] === undefined);
    const codewords = codewordsOf(bytes, version, free.length >> 3);
    if (codewords) return masks.map((_, mask) => written(grid, free, codewords, mask)).reduce((best, rows) => (strain(rows) < strain(best) ? rows : best));
  }
  throw new RangeError('Too long for a QR code');
}

// What is written

/** Data and correction in the order in which they are written; `undefined` when there is no room for them. */
function codewordsOf(bytes: readonly number[], version: number, room: number): readonly number[] | undefined {
  const blocks = parseInt(dealt.charAt(version - 1), 36);
  const spare = parseInt(correction.charAt(version - 1), 36);
  const digits = ['4', hex(bytes.length, version < 10 ? 2 : 4), ...bytes.map((byte) => hex(byte, 2)), '0'].join('');
  const data = digits.match(/../g)?.map((pair) => parseInt(pair, 16)) ?? [];
  const wanted = room - spare * blocks;
  if (data.length > wanted) return undefined;
  for (let pad = 0xec; data.length < wanted; pad ^= 0xec ^ 0x11) data.push(pad);
  const shares = [...Array(blocks).keys()].map((block) => data.splice(0, ((room + block) / blocks | 0) - spare));
  return [...woven(shares), ...woven(shares.map((share) => correctionOf(share, spare)))];
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** The first of each list, then the second of each, and so on; the last list is the longest. */
const woven = (lists: readonly (readonly number[])[]): number[] => (lists.at(-1) ?? []).flatMap((_, at) => lists.flatMap((list) => list[at] ?? []));

/** What is left of the data after division by the product of all (x - 2^i) below `length`, over the field with 256 elements. */
function correctionOf(data: readonly number[], length: number): number[] {
  let divisor = [1];
  for (let root = 1; divisor.length <= length; root = product(root, 2)) divisor = [...divisor, 0].map((factor, at) => factor ^ product(divisor[at - 1] ?? 0, root));
  const rest = [...data, ...divisor.slice(1).fill(0)];
  for (const at of data.keys()) {
    const leading = rest[at] ?? 0;
    divisor.forEach((factor, offset) => (rest[at + offset] = (rest[at + offset] ?? 0) ^ product(factor, leading)));
  }
  return rest.slice(-length);
}

/** In the field with 256 elements. */
function product(a: number, b: number): number {
  let sum = 0;
  for (let bit = 128; bit; bit >>= 1) sum = (sum << 1) ^ (sum & 128 && 0x11d) ^ (b & bit && a);
  return sum;
}

// Where it is written

interface Grid {
  readonly size: number;
  /** Row by row: 1 is dark, 0 is light, and the others are free. */
  readonly modules: readonly (number | undefined)[];
}

/** What every code of this version has. */
function emptyGrid(version: number): Grid {
  const size = 4 * version + 17;
  const modules = new Array<number | undefined>(size * size).fill(undefined);
  const set = (x: number, y: number, bits: number): void => void (modules[y * size + x] = bits & 1);
  /** Rings around a dark module; `light`: which of them are not dark. */
  const rings = (x: number, y: number, last: number, light: number): void => {
    for (let dy = -last; dy <= last; dy++) {
      for (let dx = -last; dx <= last; dx++) {
        if (x + dx >= 0 && x + dx < size && y + dy >= 0 && y + dy < size) set(x + dx, y + dy, ~light >> Math.max(Math.abs(dx), Math.abs(dy)));
      }
    }
  };
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]] as const) rings(x, y, 4, 0b10100);
  const parts = (version / 7 | 0) + 1;
  const step = 2 * ((4 * version + 4) / parts / 2 + 0.75 | 0);
  const middles = version > 1 ? [6, ...[...Array(parts).keys()].map((part) => size - 7 - part * step)] : [];
  for (const x of middles) for (const y of middles) if (modules[y * size + x] === undefined) rings(x, y, 2, 0b10);
  for (let at = 8; at < size - 8; at++) {
    set(6, at, at + 1);
    set(at, 6, at + 1);
  }
  for (let bits = checked(version, 0x1f25, 12), at = 0; version > 6 && at < 18; at++) {
    set(size - 11 + (at % 3), at / 3 | 0, bits >> at);
    set(at / 3 | 0, size - 11 + (at % 3), bits >> at);
  }
  for (const [at] of description(size, 0)) modules[at] = 0;
  return {size, modules};
}

/** Where the level of correction and the mask are told, twice, and what stands there; and the one module that is always dark. */
function description(size: number, mask: number): [at: number, dark: number][] {
  const bits = checked(8 | mask, 0x537, 10) ^ 0x5412;
  const told = [...Array(15).keys()].map((at): [number, number][] => {
    const beside = at < 6 ? at * size + 8 : at < 8 ? (at + 1) * size + 8 : at < 9 ? 8 * size + 7 : 8 * size + 14 - at;
    const apart = at < 8 ? 9 * size - 1 - at : (size - 15 + at) * size + 8;
    return [[beside, (bits >> at) & 1], [apart, (bits >> at) & 1]];
  });
  return [...told.flat(), [(size - 8) * size + 8, 1]];
}

/** The bits with those that tell whether they were read well. */
function checked(bits: number, divisor: number, spare: number): number {
  let rest = bits << spare;
  for (let at = 17; at >= spare; at--) if ((rest >> at) & 1) rest ^= divisor << (at - spare);
  return (bits << spare) | rest;
}

/** The order in which modules are written: two columns at a time from the right, up and down in turn, past the column of the measure. */
function* path(size: number): Generator<number> {
  for (let right = size - 1, up = true; right > 0; right -= 2, up = !up) {
    if (right === 6) right--;
    for (let row = 0; row < size; row++) {
      const y = up ? size - 1 - row : row;
      yield y * size + right;
      yield y * size + right - 1;
    }
  }
}

function written({size, modules}: Grid, free: readonly number[], codewords: readonly number[], mask: number): readonly string[] {
  const dark = [...modules];
  free.forEach((at, order) => {
    const bit = (codewords[order >> 3] ?? 0) >> (7 - (order % 8));
    dark[at] = (bit ^ +!masks[mask]?.(at % size, at / size | 0)) & 1;
  });
  for (const [at, told] of description(size, mask)) dark[at] = told;
  return [...Array(size).keys()].map((y) => dark.slice(y * size, (y + 1) * size).join(''));
}

/** What makes a code hard to read: long runs, blocks, what looks like a corner, and more of one colour than of the other. */
function strain(rows: readonly string[]): number {
  const columns = rows.map((_, x) => rows.map((row) => row.charAt(x)).join(''));
  const lines = [...rows, ...columns].join(' ');
  const runs = lines.match(/0{5,}|1{5,}/g) ?? [];
  const corners = lines.match(/(?=10111010000|00001011101)/g) ?? [];
  const blocks = rows.flatMap((row, y) => [...row].filter((dark, x) => x > 0 && y > 0 && `${row.charAt(x - 1)}${rows[y - 1]?.slice(x - 1, x + 1)}` === dark.repeat(3)));
  const dark = rows.join('').replaceAll('0', '').length / rows.length ** 2;
  return runs.reduce((sum, {length}) => sum + length - 2, 0) + 40 * corners.length + 3 * blocks.length + 10 * (Math.abs(20 * dark - 10) | 0);
}
