import {findProvider, providersFor} from '../../payment/known-providers.ts';
import type {Place} from '../../payment/provider.ts';
import type {Settings} from './settings.ts';
import type {Supplies} from './supplies.ts';

/** The total was another one `before`. Not everybody takes every total: where that makes a difference, it is found anew who takes it. */
export async function reconsider(supplies: Supplies, before: Place): Promise<void> {
  await supplies.running;
  const {settings} = supplies;
  const differs = settings && (await crosses(settings.providers, before, supplies.place));
  if (differs && settings === supplies.settings) await supplies.staffAnew();
}

/** True when of the `wanted` providers, or of those that the merchant takes, others are available with one total than with the other. */
async function crosses(wanted: Settings['providers'], before: Place, after: Place): Promise<boolean> {
  const asked = wanted.length ? wanted : await providersFor(after);
  const able = async (place: Place): Promise<string> => (await Promise.all(asked.map((one) => findProvider(one, place)))).map((found) => 'start' in found).join();
  return (await able(before)) !== (await able(after));
}
