// For pages with many readers and few buyers: <script type="module" src="…/loader.js"></script> instead of hangtag.js loads a tag's code only
// when such a tag nears what is seen. Works once a page, however often it stands there.
import {watchTags} from './tag-watch.ts';

const place = Symbol.for('hangtag.loader.1');
const page = globalThis as {[place]?: true};

if (!page[place] && typeof document === 'object') {
  page[place] = true;
  watchTags({'pay-button': () => import('../elements/pay-button/define.ts')});
}
