import type {MerchantConfig} from '../merchant-config.ts';
import {COUNTRIES} from './countries.ts';

export type Delivery = MerchantConfig['delivery'];
export type Zone = Delivery['zones'][number];
export type Rate = Zone['rates'][number];
export type PickupShop = Delivery['pickup'][number];

/**
 * How the shop delivers. A test shop that configured nothing delivers everywhere for nothing, so that everything can be
 * tried at once; a live shop that configured nothing delivers nothing.
 */
export function deliveryOf(config: Pick<MerchantConfig, 'delivery'>, mode: 'test' | 'live'): Delivery {
  const {zones, pickup} = config.delivery;
  if (zones.length > 0 || pickup.length > 0 || mode === 'live') return config.delivery;
  const title = {en: 'Standard delivery', 'zh-Hans': '标准配送', 'zh-Hant': '標準送貨'};
  return {zones: [{id: 'everywhere', countries: ['*'], rates: [{id: 'standard', title, price: 0}]}], pickup: []};
}

/** Alpha-2 codes of every country that something is delivered to, sorted. */
export function shipsTo({zones}: Delivery): readonly string[] {
  const named = new Set(zones.flatMap(zone => zone.countries));
  return named.has('*') ? COUNTRIES : [...named].sort();
}

/**
 * The zone of a place: the first that names its region, else one that names its whole country, else one for everywhere
 * else. `region` when the country is delivered to only in parts and no region was given.
 */
export function zoneFor({zones}: Delivery, country: string, region: string | undefined): Zone | 'region' | undefined {
  const own = zones.filter(zone => zone.countries.includes(country));
  const whole = own.find(zone => zone.regions === undefined);
  const found = own.find(zone => zone.regions?.some(one => same(one, region))) ?? whole ?? zones.find(zone => zone.countries.includes('*'));
  if (found) return found;
  return own.length > 0 && !region ? 'region' : undefined;
}

function same(one: string, other: string | undefined): boolean {
  return other !== undefined && one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** What a rate costs, in minor units of the shop's currency. */
export function rateFor(rate: Rate, subtotal: number): number {
  return rate.freeFrom !== undefined && subtotal >= rate.freeFrom ? 0 : rate.price;
}
