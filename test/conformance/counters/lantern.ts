import {lanternHandler} from '../../../demo/providers/lantern/handler.ts';
import {openLantern} from '../../../demo/providers/lantern/service.ts';
import type {Counter} from '../kit-shop.ts';

const key = 'the key of this shop';
const api = 'https://api.lantern.example';

/** The worked example of the guide. */
export const lanternCounter = (type: 'lantern' | 'lantern-code'): Counter => ({
  async open({clock, deliver}) {
    const service = openLantern({origin: api, key, clock, deliver});
    const handler = lanternHandler({api, key, clock, mode: 'test', fetch: (url, init) => service.fetch(new Request(url, init))});
    return {service, handler};
  },
  instrument: () => ({type}),
});
