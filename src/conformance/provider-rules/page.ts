import type {PaymentProvider} from '../../payment/provider.ts';
import {buys} from '../buyer.ts';
import type {Observation} from '../observation.ts';
import type {Sale} from '../sale.ts';
import type {ProviderRule, Trial} from '../trial.ts';
import {paymentRule, providerRule} from '../trial.ts';
import {doesNotApply} from '../verdict.ts';

/** What a provider may do to the page that it is a guest of. */
export const pageRules: readonly ProviderRule[] = [
  providerRule({
    id: 'keeps-to-its-frame',
    title: 'touches nothing outside its frame',
    why: 'The page belongs to somebody else. Styles and nodes of a guest break its layout, and globals break its scripts; the first thing its author does is to take the tag out.',
  }, (trial) => judgePage(trial, ({what}) => /^(node|style|global)$/.test(what))),
  providerRule({
    id: 'strict-page',
    title: 'works on a page with a strict policy and Trusted Types',
    why: 'Shops with a strict policy are the careful ones, and under card rules all must become so. Text used as markup is refused there, and is a way in for an attacker elsewhere.',
  }, (trial) => judgePage(trial, ({what}) => /^(sink|violation)$/.test(what))),
  providerRule({
    id: 'declared-sources',
    title: 'loads from nowhere but where its policy lines say',
    why: 'A shop copies these lines into its policy. What is not among them fails there, and only there: in the shop that took most care.',
  }, async (trial) => {
    if (typeof document !== 'object') doesNotApply('there is no page here');
    await trial.sale(async (sale) => {
      await buys(sale);
      await sale.watch.settled();
      for (const one of sale.watch.seen) if (one.what === 'request' && !isDeclared(one, trial.provider)) trial.fault(`${one.detail}, which its csp does not allow in ${one.directive}`);
    });
  }),
  paymentRule({
    id: 'credentials-not-kept',
    title: 'keeps no credential',
    why: 'A card\'s token in a storage or an address is read by every script and log of that page. It must live no longer than the request that carries it.',
  }, (trial) => trial.sale((sale) => judgeKept(trial, sale))),
];

async function judgePage(trial: Trial, matters: (seen: Observation) => boolean): Promise<void> {
  if (typeof document !== 'object') doesNotApply('there is no page here');
  await trial.sale(async (sale) => {
    await buys(sale);
    await sale.watch.settled();
    for (const {what, detail} of sale.watch.seen.filter(matters)) trial.fault(`${what}: ${detail}`);
  });
}

function isDeclared({directive, url}: Extract<Observation, {what: 'request'}>, {csp}: PaymentProvider): boolean {
  if (!URL.canParse(url)) return true;
  const {origin, protocol, href} = new URL(url);
  if (origin === location.origin || /^(blob|data|about):$/.test(protocol)) return true;
  return (csp[directive] ?? []).some((source) => covers(source, {origin, href}));
}

function covers(source: string, {origin, href}: {readonly origin: string; readonly href: string}): boolean {
  const [scheme = '', host = ''] = source.split('://');
  if (!host.startsWith('*.')) return URL.canParse(source) && (new URL(source).origin === origin && href.startsWith(new URL(source).href.replace(/\/$/, '')));
  return origin.startsWith(`${scheme}://`) && origin.endsWith(host.slice(1));
}

async function judgeKept({fault}: Trial, sale: Sale): Promise<void> {
  const {page, heard, watch} = sale;
  await buys(sale, 'acting');
  const secrets = heard.submitted.flatMap(({credential}) => textsIn(credential)).filter((text) => text.length >= 8);
  const kept = [...watch.kept(), ...page.browser.storage.values(), page.address, ...page.left, ...page.windows.map(({url}) => url)];
  if (secrets.some((secret) => kept.some((text) => text.includes(secret) || text.includes(encodeURIComponent(secret))))) fault('a credential that was submitted can be read in the page\'s storage, its console or an address');
  for (const {what, detail} of watch.seen) if (what === 'storage') fault(`wrote ${detail}`);
}

/** Every text in a value, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value ? Object.values(value).flatMap(textsIn) : [];
}
