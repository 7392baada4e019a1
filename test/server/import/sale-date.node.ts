import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {SaleDateError, saleEnd, saleStart} from '../../../src/server/import/sale-date.ts';

describe('The dates of a sale', () => {
  const HONG_KONG = 'Asia/Hong_Kong';

  it('start at midnight in the shop’s time', () => {
    assert.equal(saleStart('2026-01-31', HONG_KONG), '2026-01-30T16:00:00.000Z');
    assert.equal(saleStart('2026-01-31 10:30', HONG_KONG), '2026-01-31T02:30:00.000Z');
  });

  it('include the last day, so they end at midnight after it', () => {
    for (const cell of ['2026-01-31', '2026/1/31', '2026-01-31 23:59:59', '2026-01-31 0:00:00', '2026-01-31T23:59:59']) {
      assert.equal(saleEnd(cell, HONG_KONG), '2026-01-31T16:00:00.000Z', cell);
    }
  });

  it('end at a time of day when one is given', () => {
    assert.equal(saleEnd('2026-01-31 12:00:00', HONG_KONG), '2026-01-31T04:00:00.000Z');
    assert.equal(saleEnd('2026-01-31T12:00:00+00:00', HONG_KONG), '2026-01-31T12:00:00.000Z');
  });

  it('follow the clocks of a zone with summer time', () => {
    assert.equal(saleStart('2026-03-29', 'Europe/Berlin'), '2026-03-28T23:00:00.000Z');
    assert.equal(saleEnd('2026-03-29', 'Europe/Berlin'), '2026-03-29T22:00:00.000Z');
    assert.equal(saleStart('2026-03-29 02:30', 'Europe/Berlin'), '2026-03-29T01:30:00.000Z');
    assert.equal(saleStart('2026-10-25 02:30', 'Europe/Berlin'), '2026-10-25T00:30:00.000Z');
  });

  it('go over the end of months and years', () => {
    assert.equal(saleEnd('2026-12-31', 'UTC'), '2027-01-01T00:00:00.000Z');
    assert.equal(saleEnd('2028-02-29', 'UTC'), '2028-03-01T00:00:00.000Z');
  });

  it('have the year last in the order that somebody names, as spreadsheets rewrite them', () => {
    for (const [cell, order] of [['31/1/2026', 'dmy'], ['1/31/2026 0:00', 'mdy'], ['31.01.26', 'dmy'], ['01/31/2026 12:00:00 AM', 'mdy'], ['2026年1月31日', undefined], ['2026-01-31', 'mdy']] as const) {
      assert.equal(saleStart(cell, HONG_KONG, order), '2026-01-30T16:00:00.000Z', cell);
      assert.equal(saleEnd(cell, HONG_KONG, order), '2026-01-31T16:00:00.000Z', cell);
    }
    assert.equal(saleEnd('1/31/26 11:59 PM', HONG_KONG, 'mdy'), '2026-01-31T16:00:00.000Z');
    assert.equal(saleStart('1/2/2026 1:30 pm', HONG_KONG, 'dmy'), '2026-02-01T05:30:00.000Z');
    assert.throws(() => saleStart('31/1/2026', HONG_KONG), /--date-order/);
    assert.throws(() => saleStart('31/1/2026', HONG_KONG, 'mdy'), SaleDateError);
    assert.throws(() => saleStart('1/2/2026 13:30 PM', HONG_KONG, 'dmy'), SaleDateError);
  });

  it('take an offset in every spelling of the day', () => {
    for (const cell of ['2026-01-31T10:30:00+08:00', '2026/1/31 10:30+0800', '2026.1.31 2:30 Z', '2026-01-31T10:30:00.000+08:00']) {
      assert.equal(saleStart(cell, 'Europe/Berlin'), '2026-01-31T02:30:00.000Z', cell);
    }
    assert.equal(saleStart('2026-01-31Z', HONG_KONG), '2026-01-31T00:00:00.000Z');
    assert.equal(saleEnd('2026-01-31+08:00', 'UTC'), '2026-01-31T16:00:00.000Z');
    assert.throws(() => saleStart('2026-01-31T10:30:00+99:00', HONG_KONG), SaleDateError);
  });

  it('are refused when they are no dates', () => {
    for (const cell of ['31/01/2026', '2026-02-30', 'soon', '2026-13-01', '2026-01-31 25:00', '']) {
      assert.throws(() => saleStart(cell, HONG_KONG), SaleDateError, cell);
    }
  });

  it('leave every sale of one day at least 23 hours, in every zone', () => {
    const zone = fc.constantFrom('Asia/Hong_Kong', 'Europe/Berlin', 'America/New_York', 'Pacific/Apia', 'Asia/Kathmandu', 'Australia/Lord_Howe');
    fc.assert(fc.property(fc.date({min: new Date('2012-01-01'), max: new Date('2040-01-01'), noInvalidDate: true}), zone, (date, timeZone) => {
      const day = date.toISOString().slice(0, 10);
      const hours = (Date.parse(saleEnd(day, timeZone)) - Date.parse(saleStart(day, timeZone))) / 3_600_000;
      assert.ok(hours >= 23 && hours <= 25, `${day} in ${timeZone} lasts ${hours} hours`);
    }));
  });
});
