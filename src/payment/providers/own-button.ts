import type {PaymentProvider, Place} from '../provider.ts';

type Draw = (place: Place, press: () => boolean) => HTMLElement;

/**
 * A vendor's button in a frame. It does not say what it costs, so another total leaves it alone (vendors' buttons flicker when they are drawn); another language draws it
 * anew, and keeps the focus.
 */
export function ownButton(draw: Draw): Required<Pick<PaymentProvider, 'mount' | 'update'>> {
  const frames = new WeakMap<HTMLElement, (place: Place) => void>();
  return {
    async mount(frame, first, press) {
      let button = draw(first, press);
      let {locale} = first;
      frame.append(button);
      frames.set(frame, (place) => {
        if (place.locale === locale) return;
        ({locale} = place);
        const focused = frame.contains(document.activeElement) && document.activeElement !== frame;
        const next = draw(place, press);
        button.replaceWith(next);
        button = next;
        if (focused) (next.querySelector('button') ?? next).focus();
      });
      return () => {
        frames.delete(frame);
        button.remove();
      };
    },
    update: (frame, place) => frames.get(frame)?.(place),
  };
}
