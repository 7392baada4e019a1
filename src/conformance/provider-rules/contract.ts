import type {Availability, PaymentProvider, Place} from '../../payment/provider.ts';
import {goesOn} from '../buyer.ts';
import type {Observation} from '../observation.ts';
import type {Sale} from '../sale.ts';
import type {ProviderRule, Trial} from '../trial.ts';
import {instrumentRule, providerRule} from '../trial.ts';
import {doesNotApply, nameOf} from '../verdict.ts';

const directive = /^(script|style|img|font|connect|frame|child|worker|media|form-action|object|manifest)(-src|-action)?$/;

/** What a provider says of itself, asks of the page and loads. */
export const contractRules: readonly ProviderRule[] = [
  providerRule({
    id: 'contract-shape',
    title: 'says what it is, in three languages',
    why: 'A tag chooses, names and places a provider by these members alone; one that is missing is a button without a name, or none at all.',
  }, async ({provider, fault}) => {
    for (const mistake of shapeFaults(provider)) fault(mistake);
  }),
  providerRule({
    id: 'available-is-cheap',
    title: 'says at once, anywhere, whether it works there',
    why: 'It is asked for every tag of a page. One that throws, waits or loads there slows every page down and takes the other providers with it.',
  }, (trial) => trial.sale((sale) => judgeAvailable(trial, sale))),
  providerRule({
    id: 'available-tells-the-truth',
    title: 'is not available at a merchant that does not take it',
    why: 'A button that cannot be paid with costs the sale: the buyer presses, waits and leaves.',
  }, (trial) => trial.sale((sale) => judgeHandlers(trial, sale))),
  providerRule({
    id: 'loads-before-the-press',
    title: 'loads what it needs before the press, and nothing between the press and what needs the gesture',
    why: 'Whatever is loaded after the press takes longer than a browser waits: the window or sheet is blocked, and the buyer sees nothing happen.',
  }, (trial) => trial.sale((sale) => judgeLoading(trial, sale))),
  providerRule({
    id: 'lost-script',
    title: 'says so when its code cannot be loaded',
    why: 'The tag offers the next provider only when this one rejects; one that waits for ever is a button that never works.',
  }, (trial) => trial.sale((sale) => judgeLostScript(trial, sale))),
  instrumentRule({
    id: 'instrument',
    title: 'hands over an instrument for the handler that the merchant named',
    why: 'A merchant may have two accounts with one service. An instrument for the wrong one is refused, or charged to the wrong shop.',
  }, async (trial) => {
    await trial.sale((sale) => judgeInstrument(trial, sale), {before: (sale) => renameHandlers(sale)});
    await trial.sale((sale) => judgeWithoutHandler(trial, sale));
  }),
];

function shapeFaults(provider: PaymentProvider): string[] {
  const {id, surface, handlers, name, csp, mount, start, resume, prepare} = provider;
  const functions = {available: provider.available, start, ...(resume && {resume}), ...(prepare && {prepare}), ...(mount && {mount})};
  const sources = Object.entries(csp ?? {});
  return [
    ...(/^[a-z][a-z0-9-]*$/.test(id) ? [] : [`id is ${JSON.stringify(id)}, not small letters, digits and dashes`]),
    ...(/^(press|fields|own-button)$/.test(surface) ? [] : [`surface is ${JSON.stringify(surface)}`]),
    ...(surface === 'press' || typeof mount === 'function' ? [] : [`surface is ${surface}, and there is no mount`]),
    ...(handlers instanceof Array ? handlers.filter((one) => !/^[a-z0-9-]+(\.[\w-]+)+$/i.test(one)).map((one) => `handler ${one} is not a name in reverse domain notation`) : ['handlers is not a list']),
    ...['en', 'zh-Hans', 'zh-Hant'].filter((locale) => !name?.[locale]?.trim()).map((locale) => `it has no name in ${locale}`),
    ...Object.entries(functions).filter(([, one]) => typeof one !== 'function').map(([which]) => `${which} is not a function`),
    ...(csp && typeof csp === 'object' ? [] : ['csp is missing']),
    ...sources.filter(([key]) => !directive.test(key)).map(([key]) => `csp names the directive ${key}, which there is not`),
    ...sources.flatMap(([key, list]) => list.filter((one) => one === '*' || (key === 'script-src' && /unsafe|^(https?|data):$/.test(one))).map((one) => `csp opens ${key} to ${one}`)),
  ];
}

const reasons = /^(handler|currency|csp|place|script|mode|unknown)$/;

async function judgeAvailable({provider, fault}: Trial, {place, watch, clock}: Sale): Promise<void> {
  const places: Record<string, Place> = {
    'its own place': place,
    'a place without a total': {...place, total: undefined},
    'a place whose handlers are not known': {...place, handlers: undefined},
    'an unknown currency': {...place, total: {amount: 1, currency: 'XTS'}},
    'a live shop': {...place, merchant: {...place.merchant, mode: 'live'}},
    'a strange locale': {...place, locale: 'x-klingon'},
    'handlers with nothing in their config': {...place, handlers: (place.handlers ?? []).map((one) => ({...one, config: {}}))},
  };
  for (const [where, one] of Object.entries(places)) {
    try {
      const answer = provider.available(one);
      const known = await Promise.race([answer, clock.pass(200).then(() => undefined)]);
      if (!known) fault(`did not answer at ${where}`);
      else if (known.status === 'unavailable' ? !reasons.test(known.reason) : known.status !== 'available') fault(`answered ${JSON.stringify(known)} at ${where}`);
    } catch (error) {
      fault(`threw at ${where}: ${nameOf(error)}`);
    }
  }
  await watch.settled();
  for (const {what, detail} of watch.seen) if (what !== 'violation') fault(`${what} while it was asked: ${detail}`);
}

async function judgeHandlers({provider, fault}: Trial, {place}: Sale): Promise<void> {
  const ask = async (one: Place): Promise<Availability> => provider.available(one);
  const own = await ask(place);
  if (own.status !== 'available') fault(`is unavailable in its own world: ${own.reason} ${own.detail ?? ''}`);
  if (!provider.handlers.length || place.merchant.id.startsWith('page:')) doesNotApply('it speaks for no handler, or the merchant lives in the page');
  if ((await ask({...place, handlers: []})).status === 'available') fault('is available at a merchant without handlers');
  const other = [{name: 'com.example.other', id: 'other', config: {}}];
  if ((await ask({...place, handlers: other})).status === 'available') fault('is available at a merchant that declares another handler only');
}

const asRequests = (seen: readonly Observation[]): string[] => seen.flatMap((one) => (one.what === 'request' ? [one.detail] : []));

async function judgeLoading({provider, fault}: Trial, sale: Sale): Promise<void> {
  await sale.ready();
  await sale.watch.settled();
  const prepared = sale.watch.seen.length;
  let acted: number | undefined;
  sale.heard.onAct = () => (acted ??= sale.watch.seen.length);
  sale.press();
  if (sale.own?.open()) acted ??= sale.watch.seen.length;
  await sale.clock.settle();
  await sale.watch.settled();
  for (const what of asRequests(sale.watch.seen.slice(prepared, acted))) fault(`${what} after the press`);
  if (!provider.prepare) return;
  const again = sale.watch.seen.length;
  await provider.prepare(sale.place, new AbortController().signal);
  for (const what of asRequests(sale.watch.seen.slice(again))) fault(`${what} when it was prepared a second time`);
}

async function judgeLostScript({provider, world, fault}: Trial, {clock, place}: Sale): Promise<void> {
  if (!world.breakScript) doesNotApply('it loads no script of a vendor');
  await world.breakScript();
  const loading = provider.prepare?.(place, new AbortController().signal);
  if (!loading) return fault('has no prepare, and yet a script that can be lost');
  let loaded = false;
  void loading.then(() => (loaded = true), () => undefined);
  if (!(await clock.until(loading, 5000))) fault('was still loading after 5 s');
  else if (loaded) fault('says that it is ready without its script');
}

function renameHandlers({merchant, provider}: Sale): void {
  merchant.handlers = [
    {name: 'com.example.other', id: 'other', config: {}},
    ...merchant.handlers.map((one) => (provider.handlers.includes(one.name) ? {...one, id: 'second-account'} : one)),
  ];
}

async function judgeInstrument({fault}: Trial, sale: Sale): Promise<void> {
  await sale.ready();
  sale.press();
  await goesOn(sale, 'end');
  const [instrument] = sale.heard.submitted;
  if (!instrument) return fault('submitted nothing');
  if (instrument.handler_id !== 'second-account') fault(`named the handler ${instrument.handler_id}, where the merchant calls it second-account`);
  if (!instrument.id) fault('the instrument has no id');
  if (!instrument.type) fault('the instrument has no type');
  if (instrument.credential && !instrument.credential.type) fault('the credential has no type');
}

async function judgeWithoutHandler({fault}: Trial, sale: Sale): Promise<void> {
  await sale.ready();
  sale.merchant.handlers = [{name: 'com.example.other', id: 'other', config: {}}];
  sale.press();
  await goesOn(sale, 'end');
  const wrong = sale.heard.submitted.filter(({handler_id: id}) => id === 'other');
  if (wrong.length) fault('submitted to a handler that is not its own');
  if (sale.merchant.paid.length) fault('was paid at a merchant whose checkout does not take it');
}
