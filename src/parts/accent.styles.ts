import {css} from 'lit';

/** The tokens that a button needs: accent, text on it, corners, font, and the two colours of its surroundings. See `tokens.styles.ts`. */
export const accent = css`
  :host {
    --_accent: var(--hangtag-accent, #1f5fd0);
    --_on-accent: var(--hangtag-on-accent, #fff);
    --_surface: var(--hangtag-surface, #fff);
    --_ink: var(--hangtag-ink, #18181b);
    --_radius: var(--hangtag-radius, 8px);
    font-family: var(--hangtag-font, inherit);
  }
  /* The system's accent in a shade that its text can be read on; on a page's own accent, whichever of black and white is read better. */
  @supports (color: oklch(from AccentColor min(l, 0.5) c h)) and (color: light-dark(#000, #fff)) {
    :host {
      --_surface: var(--hangtag-surface, light-dark(#fff, #1c1c1f));
      --_ink: var(--hangtag-ink, light-dark(#18181b, #f3f3f5));
      --_accent: var(--hangtag-accent, light-dark(oklch(from AccentColor min(l, 0.5) c h), oklch(from AccentColor max(l, 0.78) c h)));
      --_white: clamp(0, (0.18 - y) * 9999, 1);
      --_on-accent: var(--hangtag-on-accent, color(from var(--_accent) xyz-d65 calc(0.9505 * var(--_white)) var(--_white) calc(1.089 * var(--_white))));
    }
  }
`;
