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
