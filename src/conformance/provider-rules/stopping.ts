import {buys, rests} from '../buyer.ts';
import type {Sale} from '../sale.ts';
import type {ProviderRule, Trial} from '../trial.ts';
import {leftOpen, paymentRule, providerRule} from '../trial.ts';
import {doesNotApply} from '../verdict.ts';

/** The buyer stops, or the tag goes away. */
export const stoppingRules: readonly ProviderRule[] = [
  paymentRule({
    id: 'stopped-before',
    title: 'submits nothing after the buyer stopped',
    why: 'Who stopped must not be charged. An instrument that is handed over after that is money taken against the buyer\'s will.',
  }, async (trial) => {
    await trial.sale((sale) => judgeStoppedWhileSlow(trial, sale));
    await trial.sale((sale) => judgeStoppedWhileAsked(trial, sale));
  }),
  paymentRule({
    id: 'stopped-after',
    title: 'goes by the merchant\'s word when the buyer stops after handing over',
    why: 'The money may be moving already. Only the merchant can say whether the trade was closed; "cancelled" too early means paying twice.',
  }, async (trial) => {
    for (const paid of [false, true]) await trial.sale((sale) => judgeStoppedLater(trial, sale, paid));
  }),
  paymentRule({
    id: 'dispose',
    title: 'leaves nothing behind when the tag is taken away in mid-flight',
    why: 'Pages swap their parts all the time. What stays behind goes on: a timer that submits, a sheet over the next article, a listener for each visit.',
  }, async (trial) => {
    await trial.sale((sale) => judgeDispose(trial, sale, 'acting'));
    await trial.sale((sale) => judgeDispose(trial, sale, 'asked'));
  }),
  providerRule({
    id: 'mount-and-unmount',
    title: 'can be mounted, taken away and mounted again',
    why: 'A changed price or language mounts it anew. A second set of fields beside the first is a form that nobody can fill.',
  }, (trial) => trial.sale((sale) => judgeMount(trial, sale))),
];

async function judgeStoppedWhileSlow(trial: Trial, sale: Sale): Promise<void> {
  const {merchant, clock, own} = sale;
  await sale.ready();
  merchant.meet('create', 'slow');
  sale.press();
  await clock.pass(1000);
  sale.story?.stop();
  await clock.pass(1000);
  leftOpen(trial, sale, 'stopped while the checkout was slow');
  if (own?.open()) await own.approve();
  await rests(sale);
  if (merchant.submitted.length) trial.fault('submitted an instrument after the buyer had stopped');
  if (sale.ended?.state !== 'cancelled') trial.fault(`stopped before anything was submitted: the sale ended as ${sale.ends()}`);
  await trial.ended('stopped while the checkout is slow', sale);
}

async function judgeStoppedWhileAsked(trial: Trial, sale: Sale): Promise<void> {
  const {merchant, clock, own} = sale;
  if (!own || !(await buys(sale, 'asked')) || !own.open()) return;
  sale.story?.stop();
  await clock.pass(1000);
  leftOpen(trial, sale, 'stopped while its own surface was open');
  if (own.open()) await own.approve();
  await rests(sale);
  if (merchant.submitted.length) trial.fault('submitted an instrument after the buyer had stopped');
  await trial.ended('stopped while it asks', sale);
}

async function judgeStoppedLater({fault, ended}: Trial, sale: Sale, paid: boolean): Promise<void> {
  const {merchant, clock} = sale;
  if (!(await buys(sale, 'acting')) || !merchant.open) doesNotApply('its payments end as soon as they are submitted');
  merchant.cannotClose = paid;
  sale.story?.stop();
  await clock.pass(20_000);
  if (paid && sale.ended) fault(`stopped while the trade was open: the sale ended as ${sale.ends()}`);
  merchant.decide(merchant.open, 'paid');
  await rests(sale);
  const wanted = paid ? 'paid' : 'cancelled';
  if (sale.ended?.state !== wanted) fault(`stopped, and the trade was ${paid ? 'paid' : 'closed'}: the sale ended as ${sale.ends()}`);
  await ended(paid ? 'stopped, pays even so' : 'stopped after handing over', sale);
}

async function judgeDispose(trial: Trial, sale: Sale, when: 'acting' | 'asked'): Promise<void> {
  const {watch, clock, own, merchant} = sale;
  const {listeners: before} = watch;
  if (when === 'asked' && !own) return;
  await buys(sale, when);
  merchant.cannotClose = true;
  sale.story?.stop();
  sale.unmount?.();
  sale.unmount = undefined;
  const submitted = merchant.submitted.length;
  await clock.pass(1000);
  sale.page.die();
  await clock.pass(90_000);
  await watch.settled();
  if (watch.frame?.childNodes.length) trial.fault(`left ${watch.frame.childNodes.length} nodes in its frame`);
  if (watch.timers) trial.fault(`${watch.timers} timers go on`);
  for (const listener of watch.listeners.slice(before.length)) trial.fault(`a listener stays: ${listener}`);
  if (own?.open() && own.closable !== false) trial.fault('its own surface stays open');
  if (merchant.submitted.length > submitted) trial.fault('submitted after it was taken away');
}

async function judgeMount({fault, provider}: Trial, sale: Sale): Promise<void> {
  const {watch} = sale;
  if (!provider.mount || !watch.frame) doesNotApply('it mounts nothing');
  await sale.ready();
  const first = watch.frame.childNodes.length;
  if (!first) fault('mounted nothing');
  sale.unmount?.();
  await sale.clock.pass(1000);
  if (watch.frame.childNodes.length) fault('unmounting leaves nodes in the frame');
  sale.unmount = undefined;
  await sale.ready();
  if (watch.frame.childNodes.length > first) fault('mounting again leaves more nodes than before');
  if (!watch.frame.childNodes.length) fault('mounting again shows nothing');
}
