import {access} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import type {DiscountRequest, NewDiscount} from '../discount/discount-request.ts';
import {NewDiscountSchema} from '../discount/discount-request.ts';
import type {DiscountRow} from '../discount/discount-row.ts';
import {setDiscounts} from '../discount/set-discounts.ts';
import type {MerchantConfig} from '../merchant-config.ts';
import {CommandError} from './command-error.ts';
import {readConfig} from './config-file.ts';
import {discountThrough} from './control-client.ts';
import {DEFAULT_FOLDER, FolderHeld, holdFolder} from './data-folder.ts';
import {printDiscounts} from './discount-printing.ts';
import type {Command} from './options.ts';
import {COMMON, readOptions} from './options.ts';
import {databaseUrl, openShopDatabase} from './shop-database.ts';

const HELP = `Usage: hangtag discount add <code> [options]
       hangtag discount add --automatic --title <text> [options]
       hangtag discount list [--all]
       hangtag discount end <code or id>

What the shop takes off its prices: with a code that buyers type, or by itself. Uses are counted when orders are paid. What a
discount takes off is never changed; end it and add another. While a server works with the data folder, this goes through it.

  --percent <number>           off the goods, such as 20 or 12.5
  --amount <money>             off the goods, such as 50.00
  --up-to <money>              the most that the percentage takes off
  --delivery                   delivery is free
  --minimum <money>            from this sum of the goods that it is for
  --items <id,id>              only for these ids, SKUs or products; may be given several times
  --currency <code>            of the amounts (default: the shop's)
  --title <text>               what buyers see (default: the code); other languages as --title "zh-Hant=夏季優惠"
  --from <date>                2026-12-01, or "2026-12-01 18:00", of the shop's clock
  --until <date>               2026-12-31 is the last day; or "2026-12-31 18:00"
  --uses <number>              how often it can be used in all
  --uses-per-contact <number>  how often by one buyer, known by email or phone number
  --alone                      not together with any other discount
  --automatic                  needs no code
  --all                        lists those that are over too
  --config <file>              the shop's settings: its currency and time zone
  --data <folder>              where the shop lives (default: ${DEFAULT_FOLDER})
  --json                       prints the discounts as JSON
  --debug                      shows where an error comes from

Exit code: 0 when it was done, 2 when it was not.
`;

const OPTIONS = {
  ...COMMON,
  percent: {type: 'string'},
  amount: {type: 'string'},
  'up-to': {type: 'string'},
  delivery: {type: 'boolean'},
  minimum: {type: 'string'},
  items: {type: 'string', multiple: true},
  currency: {type: 'string'},
  title: {type: 'string', multiple: true},
  from: {type: 'string'},
  until: {type: 'string'},
  uses: {type: 'string'},
  'uses-per-contact': {type: 'string'},
  alone: {type: 'boolean'},
  automatic: {type: 'boolean'},
  all: {type: 'boolean'},
  config: {type: 'string'},
  data: {type: 'string', default: DEFAULT_FOLDER},
  json: {type: 'boolean'},
} as const;

export const discountCommand: Command = {summary: 'sets what is taken off prices, with a code or without', help: HELP, run};

type Given = ReturnType<typeof readGiven>['values'];

function readGiven(args: readonly string[]) {
  return readOptions(args, OPTIONS, 'discount');
}

async function run(args: readonly string[]): Promise<number> {
  const {values, positionals: [action, name, ...more]} = readGiven(args);
  if (more.length) throw new CommandError(`One discount at a time: "${more[0]}" is too much.`);
  const config = await readConfig(values.config);
  const request = requestOf(action, name, values);
  const own = request.do === 'add' && values.config !== undefined
    ? {...request, discount: {currency: config.currency, ...request.discount}, timeZone: config.timeZone} : request;
  const rows = await inShop(values.data, config, own);
  process.stdout.write(values.json ? `${JSON.stringify(request.do === 'list' ? rows : rows[0])}\n` : printDiscounts(rows, config.timeZone, new Date()));
  return 0;
}

function requestOf(action: string | undefined, name: string | undefined, given: Given): DiscountRequest {
  switch (action) {
    case 'add':
      return {do: 'add', discount: newDiscount(name, given)};
    case 'list':
      if (name !== undefined) throw new CommandError(`"hangtag discount list" takes no name, but "${name}" was given.`);
      return {do: 'list', ...(given.all ? {all: true} : {})};
    case 'end':
      if (name === undefined) throw new CommandError('Which discount? Name its code or its id, such as "hangtag discount end SUMMER20".');
      return {do: 'end', name};
    default:
      throw new CommandError(action === undefined ? 'What about discounts? add, list or end.' : `There is no "hangtag discount ${action}": it is add, list or end.`);
  }
}

function newDiscount(code: string | undefined, given: Given): NewDiscount {
  if (code === undefined && !given.automatic) throw new CommandError('Which code? "hangtag discount add SUMMER20 --percent 20" adds one; --automatic needs none.');
  if (code !== undefined && given.automatic) throw new CommandError(`An automatic discount has no code, but "${code}" was given.`);
  const items = given.items?.flatMap(list => list.split(',')).map(item => item.trim()).filter(Boolean);
  const asked = {
    code, title: titleOf(given.title), percent: given.percent, amount: given.amount, upTo: given['up-to'], minimum: given.minimum, currency: given.currency, items,
    delivery: given.delivery, from: given.from, until: given.until, uses: countOf('uses', given.uses), usesPerContact: countOf('uses-per-contact', given['uses-per-contact']),
    alone: given.alone,
  };
  const checked = NewDiscountSchema.safeParse(Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)));
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new CommandError(`This discount cannot be: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}.`);
}

/** The language stands before the text; without one it is the text for all. */
function titleOf(texts: readonly string[] | undefined): NewDiscount['title'] {
  if (!texts?.length) return undefined;
  return Object.fromEntries(texts.map(text => {
    const [, language = 'en', rest = text] = /^(en|zh-Hans|zh-Hant)=(.*)$/s.exec(text) ?? [];
    if (rest.trim() === '') throw new CommandError('--title must say something.');
    return [language, rest.trim()];
  }));
}

function countOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new CommandError(`--${option} must be a whole number from 1 on, not "${text}".`);
  return Number(text);
}

async function inShop(data: string, config: MerchantConfig, request: DiscountRequest): Promise<readonly DiscountRow[]> {
  if (databaseUrl() !== undefined) return directly(data, config, request);
  if (!await access(join(data, 'database')).then(() => true, () => false)) throw new CommandError(`There is no shop in ${resolve(data)}.`);
  try {
    const folder = await holdFolder(data, 'discount');
    return await directly(folder.path, config, request).finally(() => folder.release());
  } catch (error) {
    if (!(error instanceof FolderHeld) || error.holder.url === undefined) throw error;
    return discountThrough({url: error.holder.url, token: error.holder.token}, request);
  }
}

async function directly(data: string, config: MerchantConfig, request: DiscountRequest): Promise<readonly DiscountRow[]> {
  const database = await openShopDatabase(data);
  return setDiscounts(database, config, request, new Date()).finally(() => database.close());
}
