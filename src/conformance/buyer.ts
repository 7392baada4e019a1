import type {Sale} from './sale.ts';

const step = 250;
const patience = 30_000;

/** Where a buyer is to stop. `asked`: the provider's own surface waits. `acting`: the trade is open. `end`: the story has ended. */
export type Stop = 'asked' | 'acting' | 'end';

/** The buyer goes on until there: approves what the provider shows, and pays in the wallet. False when it never came so far. */
export async function goesOn(sale: Sale, until: Stop): Promise<boolean> {
  const {clock, own, merchant} = sale;
  for (let passed = 0; passed < patience; passed += step) {
    if (arrived(sale, until)) return true;
    if (own?.open() && !(until === 'acting' && merchant.open)) await own.approve();
    else if (chooses(sale) || followsLink(sale)) await clock.settle();
    else if (until === 'end' && merchant.open && passed >= 2 * step) merchant.decide(merchant.open, 'paid');
    await clock.pass(step);
  }
  return arrived(sale, until);
}

function arrived({own, merchant, ended, state}: Sale, until: Stop): boolean {
  if (ended) return until !== 'asked' || !own;
  if (until === 'asked') return Boolean(own?.open()) && !merchant.trades.length;
  if (until === 'acting') return Boolean(merchant.open) && state !== 'opening';
  return false;
}

/** A sheet in the page, as the provider asked for it: the buyer takes the first choice. */
function chooses({story}: Sale): boolean {
  const action = story?.attempt.action;
  const choice = action?.type === 'sheet' ? action.choices[0] : undefined;
  if (choice) story?.choose(choice.id);
  return Boolean(choice);
}

/** The merchant's page could not be opened: the buyer takes the link that the tag shows instead. */
function followsLink({site, page, story}: Sale): boolean {
  const {action, problem} = story?.attempt ?? {};
  if (!site || site.page || problem?.code !== 'popup_blocked' || action?.type !== 'popup' || !action.url) return false;
  page.refusesWindows = false;
  page.inGesture(() => story?.reopen());
  return true;
}

/** A plain sale from the beginning, until there. */
export async function buys(sale: Sale, until: Stop = 'end'): Promise<boolean> {
  await sale.ready();
  sale.press();
  return goesOn(sale, until);
}

/** The time in which everything that is still under way comes to its end, unless the wallet must decide first. */
export const rests = ({clock}: Sale, ms = 40_000): Promise<void> => clock.pass(ms);
