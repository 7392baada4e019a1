import type {PaymentProvider, Place} from '../../payment/provider.ts';
import type {Tag} from './tag.ts';

/**
 * Puts a provider's own fields or button into the tag's light DOM, where vendors' frames work, at the place that the tag keeps free for it. Returns a
 * function that removes it; `undefined` for a provider that mounts nothing. Rejects when the provider cannot mount.
 */
export async function mountProvider(tag: Tag, provider: PaymentProvider, place: Place, press: () => boolean): Promise<(() => void) | undefined> {
  if (!provider.mount) return undefined;
  const frame = document.createElement('div');
  frame.slot = 'provider';
  tag.append(frame);
  try {
    const unmount = await provider.mount(frame, place, press);
    return () => {
      unmount();
      frame.remove();
    };
  } catch (error) {
    frame.remove();
    throw error;
  }
}
