import type {OpeningContext} from '../handlers/open-handlers.ts';
import {openHandlers, PaymentSettingsError} from '../handlers/open-handlers.ts';
import type {PaymentHandler} from '../handlers/payment-handler.ts';
import type {MerchantConfig} from '../merchant-config.ts';
import {CommandError} from './command-error.ts';

/** Opens the payment services of the config file. Throws `CommandError` that names the file, the place in it and what to do. */
export async function openServices(
  {config, path}: {readonly config: MerchantConfig; readonly path: string | undefined}, context: OpeningContext,
): Promise<readonly PaymentHandler[]> {
  try {
    return await openHandlers(config, process.env, context);
  } catch (cause) {
    if (!(cause instanceof PaymentSettingsError)) throw cause;
    throw new CommandError(`The config file ${path ?? ''} is wrong at ${cause.message}`, {cause});
  }
}
