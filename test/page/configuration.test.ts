import {expect} from '@open-wc/testing';
import {followConfiguration, pageConfiguration} from '../../src/page/configuration.ts';
import {configure} from '../../src/page/configure.ts';
import {pageState} from '../../src/page/state.ts';
import {listenToConsole} from './console.ts';

const settle = () => new Promise((done) => setTimeout(done));

function meta(name: string, content: string): HTMLMetaElement {
  const element = document.createElement('meta');
  element.name = `hangtag-${name}`;
  element.content = content;
  document.head.append(element);
  return element;
}

describe('What holds for every tag of a page', () => {
  const heard = listenToConsole();
  afterEach(() => {
    document.querySelectorAll('meta[name^="hangtag-"]').forEach((element) => element.remove());
    pageState().$configuration.set({});
  });

  it('is what configure says, then what the head says', () => {
    meta('merchant', 'https://head.example');
    meta('campaign', 'head');
    configure({merchant: 'https://shop.example', providers: ['sandbox'], display: 'qr'});
    const {merchant, campaign, providers, display} = pageConfiguration();
    expect({merchant, campaign, providers, display}).to.deep.equal({merchant: 'https://shop.example', campaign: 'head', providers: ['sandbox'], display: 'qr'});
  });

  it('can be changed in part and taken back', () => {
    meta('merchant', 'shop.example');
    configure({merchant: 'https://other.example', currency: 'HKD'});
    configure({merchant: undefined});
    expect(pageConfiguration().merchant).to.equal('shop.example');
    expect(pageConfiguration().currency).to.equal('HKD');
  });

  it('takes merchants and providers as objects', () => {
    const merchant = {id: 'page:x'};
    const provider = {id: 'mine', start: () => undefined};
    configure({merchant, providers: [provider, 'sandbox']});
    expect(pageConfiguration().merchant).to.equal(merchant);
    expect(pageConfiguration().providers).to.deep.equal([provider, 'sandbox']);
    expect(heard()).to.deep.equal([]);
  });

  const wrong: [object, RegExp][] = [
    [{merchnat: 'https://shop.example'}, /configure\(\{merchnat: …\}\) is not known\. Known are merchant, providers/], [{merchant: 'http://shop.example'}, /merchant: 'http:\/\/shop\.example'.*must be the origin of a shop/],
    [{merchant: {}}, /merchant: \{…\}.*origin/], [{providers: 'sandbox'}, /providers.*list/], [{locale: 'fr'}, /locale.*zh-HK/], [{currency: 'HK$'}, /currency.*ISO 4217/], [{display: 'modal'}, /display.*popup/],
    [{campaign: ''}, /campaign.*name/], [{agentProfile: 'http://x.example'}, /agentProfile.*https/], [{constructor: 1}, /not known/],
  ];
  for (const [given, saying] of wrong) {
    it(`tells what is wrong with ${JSON.stringify(given)} and keeps what was right`, () => {
      configure({merchant: 'https://shop.example', campaign: 'spring'});
      configure(given);
      expect(heard()).to.have.length(1);
      expect(heard()[0]).to.match(saying);
      const {merchant, campaign} = pageConfiguration();
      expect({merchant, campaign}).to.deep.equal({merchant: 'https://shop.example', campaign: 'spring'});
    });
  }

  it('is what the head says, without the spaces, and nothing when it says nothing', () => {
    meta('merchant', ' shop.example ');
    meta('campaign', '  ');
    expect([pageConfiguration().merchant, pageConfiguration().campaign]).to.deep.equal(['shop.example', undefined]);
  });

  it('is followed, wherever it changes', async () => {
    let told = 0;
    const stop = followConfiguration(() => told++);
    configure({campaign: 'one'});
    expect(told).to.equal(1);
    const element = meta('merchant', 'https://shop.example');
    await settle();
    expect(told).to.equal(2);
    element.content = 'https://other.example';
    await settle();
    expect(told).to.equal(3);
    element.remove();
    await settle();
    expect(told).to.equal(4);
    stop();
    configure({campaign: 'two'});
    meta('campaign', 'x');
    await settle();
    expect(told).to.equal(4);
  });
});
