import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {decodeText} from '../../../src/server/import/decode-text.ts';
import type {Encoding} from '../../../src/server/import/decode-text.ts';
import {ImportError} from '../../../src/server/import/import-report.ts';
import {BrokenRows, readRows} from '../../../src/server/import/read-rows.ts';
import type {Row} from '../../../src/server/import/read-rows.ts';
import {csv, pieces} from './shop.ts';

async function rowsOf(file: string | Uint8Array, chunk?: number, encoding?: Encoding): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of readRows(decodeText(pieces(file, chunk), encoding))) rows.push(row);
  return rows;
}

describe('Rows of a file', () => {
  it('hold quoted line breaks, and know on which line they begin', async () => {
    const rows = await rowsOf('a,b\r\n1,"x\ny"\r\n\r\n3,4\n5,6\r7,"q""q"');
    assert.deepEqual(rows, [
      {line: 1, cells: ['a', 'b']}, {line: 2, cells: ['1', 'x\ny']}, {line: 5, cells: ['3', '4']}, {line: 6, cells: ['5', '6']}, {line: 7, cells: ['7', 'q"q']},
    ]);
  });

  it('may be parted by semicolons, tabs or bars, whatever the quoted names hold', async () => {
    for (const mark of [';', '\t', '|', ',']) {
      const rows = await rowsOf(`"name, with ${mark}"${mark}b\n1${mark}2\n`);
      assert.deepEqual(rows[1]?.cells, ['1', '2'], JSON.stringify(mark));
    }
  });

  it('obey the line by which Excel names the separator', async () => {
    assert.deepEqual(await rowsOf('sep=;\r\na,x;b\r\n1;2'), [{line: 2, cells: ['a,x', 'b']}, {line: 3, cells: ['1', '2']}]);
    assert.deepEqual(await rowsOf('"sep=;"\na,x;b\n'), [{line: 2, cells: ['a,x', 'b']}]);
  });

  it('may be UTF-8 or UTF-16, with a byte order mark or without', async () => {
    const expected = [{line: 1, cells: ['Name', '名稱']}, {line: 2, cells: ['茶', '😀']}];
    const text = 'Name,名稱\n茶,😀';
    for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`), Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from(text, 'utf16le'), Buffer.from(`\ufeff${text}`, 'utf16le').swap16()]) {
      assert.deepEqual(await rowsOf(bytes), expected);
    }
  });

  it('may be GB18030 or Big5 when somebody says so, and are refused with advice when nobody does', async () => {
    const gb = new Uint8Array([0xb2, 0xe8, 0x2c, 0x31, 0x0a]); // 茶,1
    const big5 = new Uint8Array([0xaf, 0xf9, 0x2c, 0x31, 0x0a]);
    assert.deepEqual((await rowsOf(gb, 1, 'gb18030'))[0]?.cells, ['茶', '1']);
    assert.deepEqual((await rowsOf(big5, 1, 'big5'))[0]?.cells, ['茶', '1']);
    await assert.rejects(rowsOf(gb), (error: unknown) => error instanceof ImportError && /--encoding gb18030/.test(error.message));
  });

  it('may be what Excel saves in the west', async () => {
    const bytes = new Uint8Array([0x43, 0x61, 0x66, 0xe9, 0x20, 0x93, 0x31, 0x94, 0x2c, 0x80, 0x31, 0x0a]);
    assert.deepEqual((await rowsOf(bytes, 3, 'windows-1252'))[0]?.cells, ['Café “1”', '€1']);
  });

  it('that are not text in their encoding are named, wherever the file is cut into pieces', async () => {
    const utf8 = Buffer.concat([Buffer.from('名稱,b\r\n茶,1\r\n"雨\n前",2\r\n'), Buffer.from([0xaf, 0xf9]), Buffer.from(',3\r\n杯,4\r\n')]);
    for (let size = 1; size <= utf8.length; size++) {
      await assert.rejects(rowsOf(utf8, size), /is not UTF-8 text: line 5 has bytes that do not fit/, `${size} bytes at a time`);
    }
    await assert.rejects(rowsOf(Buffer.from([...Buffer.from('a,b\n1,2\n'), 0xff]), 4, 'gb18030'), /is not GB18030 text: line 3 /);
    await assert.rejects(rowsOf(Buffer.from('a,b\n1,茶').subarray(0, -1)), /line 2 /);
  });

  it('are not looked for in files of other kinds, which are called what they are', async () => {
    const kinds = [
      [[0x50, 0x4b, 3, 4, 20, 0], /workbook or a zip archive/], [[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1], /workbook/], [[0x1f, 0x8b, 8, 0], /compressed/],
      [[0x89, 0x50, 0x4e, 0x47, 13], /picture/], [[0xff, 0xd8, 0xff, 0xe0], /picture/], [[...Buffer.from('GIF89a')], /picture/], [[...Buffer.from('%PDF-1.7')], /PDF/],
      [[...Buffer.from('\ufeff\n <!DOCTYPE html><title>Log in, please</title>')], /web page/], [[...Buffer.from('<?xml version="1.0"?>\n<rss>')], /web page or XML/],
      [[...Buffer.from('{"products": [1, 2]}')], /JSON/], [[...Buffer.from('[\n{"id": 1}]')], /JSON/],
    ] as const;
    for (const [bytes, kind] of kinds) {
      for (const size of [1, 100]) await assert.rejects(rowsOf(new Uint8Array(bytes), size), (error: unknown) => error instanceof ImportError && kind.test(error.message), String(kind));
    }
    assert.equal((await rowsOf('[sku],price\n1,2\n')).length, 2);
  });

  it('come up to the quotation mark that is never closed', async () => {
    const rows: Row[] = [];
    await assert.rejects(async () => {
      for await (const row of readRows(decodeText(pieces('a,b\n1,2\n"3,4\n5,6\n')))) rows.push(row);
    }, (error: unknown) => error instanceof BrokenRows && error.line === 3);
    assert.equal(rows.length, 2);
  });

  it('end before one that is too long, which may be no fault of a quotation mark', async () => {
    const long = `"${'x'.repeat(5 * 1024 * 1024)}"`;
    await assert.rejects(rowsOf(`a,b\n1,2\n3,${long}\n4,5\n`, 65_536), (error: unknown) => error instanceof BrokenRows && error.line === 3 && /longer than 4 MB/.test(error.message));
  });

  it('end before one that was cut off, which a file of uneven rows cannot tell', async () => {
    const rows: Row[] = [];
    await assert.rejects(async () => {
      for await (const row of readRows(decodeText(pieces('a,b,c\n1,2,3\n4,5,6\n7,89')))) rows.push(row);
    }, (error: unknown) => error instanceof BrokenRows && error.line === 4 && /cut off/.test(error.message));
    assert.equal(rows.length, 3);
    for (const file of ['a,b,c\n1,2,3\n4,5,6\n7,89\n', 'a,b,c\n1,2\n3,4,5\n6,7', 'a,b,c\n1,2,3\n4,5,6']) assert.equal((await rowsOf(file)).length, file.trim().split('\n').length);
  });

  it('of an empty file are refused', async () => {
    for (const file of ['', '\n\n', '\ufeff']) await assert.rejects(rowsOf(file), ImportError);
  });

  it('are the same wherever the file is cut into pieces', async () => {
    const file = new TextEncoder().encode('\ufeffHandle,Title\r\ntea,"Té ""fino""\r\n茶 😀"\r\ncup,\r\n');
    const whole = await rowsOf(file);
    for (let size = 1; size <= file.length; size++) assert.deepEqual(await rowsOf(file, size), whole, `${size} bytes at a time`);
  });

  it('come back as they were written', async () => {
    const cell = fc.string({unit: fc.oneof(fc.constantFrom('"', ',', '\n', '\r', ';', ' ', '茶', '😀'), fc.string({minLength: 1, maxLength: 1}))})
      .filter(text => !/[\ufeff\ud800-\udfff]/u.test(text));
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(cell, cell), {maxLength: 6}), fc.integer({min: 1, max: 9}), async (rows, size) => {
      const file = csv(['first', 'second'], ...rows);
      assert.deepEqual((await rowsOf(file, size)).map(({cells}) => cells), [['first', 'second'], ...rows]);
    }), {numRuns: 60});
  });
});
