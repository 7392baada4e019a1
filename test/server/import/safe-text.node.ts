import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {safeLine, safeText} from '../../../src/server/import/safe-text.ts';

describe('A description', () => {
  const cases: readonly (readonly [html: string, text: string])[] = [
    ['<p>Bread &amp; butter</p><p>Tea</p>', 'Bread & butter\n\nTea'],
    ['<ul><li>one<li><p>two</p></ul><p>end</p>', '• one\n• two\n\nend'],
    ['<ol><li>one</li><li>two</li></ol>', '1. one\n2. two'],
    ['a<br>b<br/>c', 'a\nb\nc'],
    ['See <a href="javascript:alert(1)">the guide</a>.', 'See the guide.'],
    ['<script>alert(1)</script>Safe<style>p{}</style>', 'Safe'],
    ['<img src=x onerror="alert(1)">Cup', 'Cup'],
    ['<p>Unclosed <b>bold', 'Unclosed bold'],
    ['5 < 6 & 7 > 2', '5 < 6 & 7 > 2'],
    ['&lt;b&gt; is shown &#20013;', '<b> is shown 中'],
    ['<table><tr><td>Width</td><td>5 cm</td></tr><tr><td>Height</td></tr></table>', 'Width 5 cm\nHeight'],
    ['first\nsecond\n\n\n\nthird', 'first\nsecond\n\nthird'],
    ['<p>wrapped\nby the editor</p>', 'wrapped by the editor'],
    ['<b>Bold</b>\nnext', 'Bold\nnext'],
    ['tricky\u202e txt\u0000', 'tricky txt'],
    ['<ul><li></li><li>full</li></ul>', '• full'],
    ['<div>a</div><div>b</div>', 'a\nb'],
    ['', ''],
  ];
  for (const [html, text] of cases) it(`${JSON.stringify(html)} becomes ${JSON.stringify(text)}`, () => assert.equal(safeText(html), text));

  it('parts what an accordion opens from its name, and has no words for those who cannot play a film', () => {
    assert.equal(safeText('<details><summary>Care</summary>Wash cold</details><details><summary>Size</summary><p>12 cm</p></details>'), 'Care\nWash cold\nSize\n\n12 cm');
    assert.equal(safeText('Cup<video controls><source src="a.mp4">Your browser does not support the video tag.</video><audio>None.</audio> blue'), 'Cup blue');
  });

  it('is long in no time', () => {
    const started = performance.now();
    assert.equal(safeText('<p>x</p>'.repeat(100_000)).length, 299_998);
    assert.ok(performance.now() - started < 5000);
  });

  it('never throws, and holds no control characters', () => {
    const tag = fc.constantFrom('<p>', '</p>', '<li>', '<ul>', '</ul>', '<br>', '<script>', '</script>', '<!--', '-->', '&amp;', '<', '>', '\n', '\u0000');
    fc.assert(fc.property(fc.array(fc.oneof(tag, fc.string())).map(parts => parts.join('')), html => {
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(safeText(html), /[\u0000-\u0008\u000e-\u001f]/);
    }));
  });

  it('a title is one line', () => assert.equal(safeLine(' Tea\n\tfor two\u0007 '), 'Tea for two'));
});
