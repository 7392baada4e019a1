import {expect} from '@open-wc/testing';
import {configure} from '../../src/page/configure.ts';
import {followLocale, localeOf} from '../../src/page/locale.ts';

const settle = () => new Promise((done) => setTimeout(done));

function tag(around: string): {tag: HTMLElement; box: HTMLElement} {
  const box = document.createElement('div');
  const template = document.createElement('template');
  template.innerHTML = around;
  box.append(template.content);
  document.body.append(box);
  return {tag: box.querySelector<HTMLElement>('x-tag')!, box};
}

describe('The language of a tag', () => {
  afterEach(() => {
    document.documentElement.lang = 'en';
    document.querySelectorAll('meta[name="hangtag-locale"]').forEach((meta) => meta.remove());
    configure({locale: undefined});
    document.body.replaceChildren();
  });

  it('is that of its own attribute first', () => {
    expect(localeOf(tag('<div lang="en"><x-tag locale="zh-HK" lang="zh-CN"></x-tag></div>').tag)).to.equal('zh-Hant');
  });

  it('is that of the nearest lang that we speak', () => {
    expect(localeOf(tag('<div lang="zh-HK"><p lang="zh-CN"><x-tag></x-tag></p></div>').tag)).to.equal('zh-Hans');
    expect(localeOf(tag('<div lang="zh-HK"><p lang="ja"><x-tag></x-tag></p></div>').tag)).to.equal('zh-Hant');
    expect(localeOf(tag('<div lang="zh-HK"><p lang=""><x-tag locale="fr"></x-tag></p></div>').tag)).to.equal('zh-Hant');
  });

  it('is found out of shadow roots', () => {
    const {box} = tag('<div lang="zh-TW"><x-host></x-host></div>');
    const host = box.querySelector('x-host')!;
    const inner = document.createElement('x-inner');
    host.attachShadow({mode: 'closed'}).append(inner);
    const deep = document.createElement('x-tag');
    inner.attachShadow({mode: 'open'}).append(deep);
    expect(localeOf(deep)).to.equal('zh-Hant');
  });

  it('is that of configure, then of the page\'s head, then English, when nothing around says one', () => {
    document.documentElement.removeAttribute('lang');
    const {tag: lonely} = tag('<x-tag></x-tag>');
    expect(localeOf(lonely)).to.equal('en');
    document.head.insertAdjacentHTML('beforeend', '<meta name="hangtag-locale" content="zh-SG">');
    expect(localeOf(lonely)).to.equal('zh-Hans');
    configure({locale: 'zh-MO'});
    expect(localeOf(lonely)).to.equal('zh-Hant');
  });

  it('is English where there is no page around at all', () => void expect(localeOf(document.createElement('x-tag'))).to.equal('en'));

  it('is followed: on any ancestor, out of shadow roots, in the head, in configure', async () => {
    document.documentElement.removeAttribute('lang');
    const {box} = tag('<section><x-host></x-host></section>');
    const root = box.querySelector('x-host')!.attachShadow({mode: 'open'});
    const within = document.createElement('div');
    const inner = document.createElement('x-tag');
    within.append(inner);
    root.append(within);
    const told: string[] = [];
    const stop = followLocale(inner, (locale) => told.push(locale));
    const steps: [() => void, string][] = [
      [() => document.head.insertAdjacentHTML('beforeend', '<meta name="hangtag-locale" content="zh-CN">'), 'zh-Hans'],
      [() => document.querySelector('meta[name="hangtag-locale"]')!.setAttribute('content', 'zh-TW'), 'zh-Hant'],
      [() => configure({locale: 'zh-CN'}), 'zh-Hans'],
      [() => (document.documentElement.lang = 'en'), 'en'],
      [() => (box.querySelector('section')!.lang = 'zh-HK'), 'zh-Hant'],
      [() => (within.lang = 'zh-SG'), 'zh-Hans'],
      [() => inner.setAttribute('locale', 'en'), 'en'],
      [() => inner.removeAttribute('locale'), 'zh-Hans'],
    ];
    for (const [step, locale] of steps) {
      step();
      await settle();
      expect(told.at(-1)).to.equal(locale);
    }
    expect(told).to.have.length(steps.length);
    stop();
    within.lang = 'en';
    await settle();
    expect(told).to.have.length(steps.length);
  });

  it('is not told again when it stays the same', async () => {
    const {tag: one, box} = tag('<x-tag></x-tag>');
    let told = 0;
    const stop = followLocale(one, () => told++);
    box.lang = 'en-GB';
    configure({campaign: 'spring'});
    configure({campaign: undefined});
    await settle();
    stop();
    expect(told).to.equal(0);
  });
});
