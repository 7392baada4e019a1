import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {withoutShortcodes} from '../../../src/server/import/shortcodes.ts';

const CASES = [
  ['[vc_row css=".a{margin:0}"][vc_column_text]Fine <b>tea</b>[/vc_column_text][/vc_row]', 'Fine <b>tea</b>'],
  ['Before [video width="480" mp4="https://shop.example/a.mp4"][/video] after', 'Before  after'],
  ['[embed width="1"]https://video.example/1[/embed]Text', 'Text'],
  ['[gallery ids="1,2,3"]Text [audio mp3="x.mp3"]', 'Text '],
  ['[caption id="attachment_6" align="alignnone"]<img src="x"> A cup[/caption]', '<img src="x"> A cup'],
  ['[contact-form-7 id=\'12\' title=\'Ask\'] [su_spacer size=&quot;20&quot;]x', ' x'],
  ['Size [cm]: 12, [sic], [2 pcs], [A] and [Design Note]', 'Size [cm]: 12, [sic], [2 pcs], [A] and [Design Note]'],
  ['an array[i] = b[j]', 'an array[i] = b[j]'],
] as const;

describe('Shortcodes of WordPress', () => {
  for (const [text, left] of CASES) it(`${JSON.stringify(text)} leaves ${JSON.stringify(left)}`, () => assert.equal(withoutShortcodes(text), left));

  it('are gone in no time, however many are never closed', () => {
    const started = performance.now();
    for (const opening of ['[a b="', '[video ', '[a', '[/a', '[a][/']) withoutShortcodes(opening.repeat(40_000));
    assert.ok(performance.now() - started < 4000);
  });
});
