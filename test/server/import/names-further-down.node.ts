import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {ImportError} from '../../../src/server/import/import-report.ts';
import type {Shop} from './shop.ts';
import {emptyShop} from './shop.ts';

const TABLE = 'Handle,Title,Variant Price\ntea,Tea,12.50\n';
const INVENTORY = 'Handle,Title,SKU,HS Code,COO,Location,Available\ntea,Tea,T1,,,Central,4\n';

describe('A table with something above the names of its columns', () => {
  let shop: Shop;
  before(async () => { shop = await emptyShop(); });
  after(() => shop.close());
  const refused = (file: string, line: number, options = {}) => assert.rejects(shop.take(file, options), error =>
    error instanceof ImportError && error.message.startsWith(`The names of the columns stand on line ${line},`));

  it('is refused with the line that they stand on', async () => {
    await refused(`Our products 2026\n${TABLE}`, 2);
    await refused(`Our products,,\n,,\n"printed on\n1 May",,\n${TABLE}`, 5);
    await refused(`,,\n${TABLE}`, 2);
    await refused(`Our stock\n${INVENTORY}`, 2, {stock: 'set'});
    await refused(`Notre catalogue\nArtikel,Preis\nTea,12\n`, 2, {map: {Artikel: 'title', Preis: 'price'}});
  });

  it('is known by its names whatever parts them', async () => {
    for (const delimiter of [';', '\t', '|']) await refused(`Our products, all of them\n${TABLE.replaceAll(',', delimiter)}`, 2);
    await refused(`Our products\n"Handle";"Title";"Variant Price"\n"tea";"Tea";"12,50"\n`, 2);
  });

  it('is a table of other things when no line names the columns of products', async () => {
    await assert.rejects(shop.take('Name,Town\nTitle,Price list\nAda,London\n'), /no column for price among "Name", "Town"/);
    await assert.rejects(shop.take('Handle,Body\ntea,Title\n', {locale: 'zh-Hant'}), /no column for title among/);
  });
});
