import {css} from 'lit';

/**
 * What all tags share, as custom properties that a page may set anywhere above them: `--hangtag-accent` (and `--hangtag-on-accent`, text on it),
 * `--hangtag-font`, `--hangtag-radius`, `--hangtag-border`, `--hangtag-shadow`, `--hangtag-surface`, `--hangtag-ink`. Names with `--_` are ours alone.
 */
export const tokens = css`
  :host {
    --_accent: var(--hangtag-accent, #1f5fd0);
    --_on-accent: var(--hangtag-on-accent, #fff);
    --_surface: var(--hangtag-surface, #fff);
    --_ink: var(--hangtag-ink, #18181b);
    --_line: var(--hangtag-border, 1px solid #d6d6dc);
    --_field-line: #85858f;
    --_quiet: #5b5b66;
    --_wash: #f3f3f5;
    --_good: #0b6b3a;
    --_bad: #a8201a;
    --_radius: var(--hangtag-radius, 8px);
    --_shadow: var(--hangtag-shadow, 0 1px 3px rgb(0 0 0 / 0.12), 0 16px 48px rgb(0 0 0 / 0.2));
    --_font: var(--hangtag-font, inherit);
    --_small: 0.8125em;
  }
  @supports (color: light-dark(#000, #fff)) {
    :host {
      --_surface: var(--hangtag-surface, light-dark(#fff, #1c1c1f));
      --_ink: var(--hangtag-ink, light-dark(#18181b, #f3f3f5));
      --_line: var(--hangtag-border, 1px solid light-dark(#d6d6dc, #3f3f46));
      --_field-line: light-dark(#85858f, #85858f);
      --_quiet: light-dark(#5b5b66, #adadb8);
      --_wash: light-dark(#f3f3f5, #29292d);
      --_good: light-dark(#0b6b3a, #6bd79b);
      --_bad: light-dark(#a8201a, #ffa59d);
    }
  }
  /* The system's accent in a shade that its text can be read on; then, for a page's own accent, whichever of black and white is read better. */
  @supports (color: oklch(from AccentColor min(l, 0.5) c h)) and (color: light-dark(#000, #fff)) {
    :host {
      --_accent: var(--hangtag-accent, light-dark(oklch(from AccentColor min(l, 0.5) c h), oklch(from AccentColor max(l, 0.78) c h)));
      --_on-accent: var(
        --hangtag-on-accent,
        color(from var(--_accent) xyz-d65 clamp(0, (0.18 - y) * 9999, 0.9505) clamp(0, (0.18 - y) * 9999, 1) clamp(0, (0.18 - y) * 9999, 1.089))
      );
    }
  }
  .spoken {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .icon {
    inline-size: 1.25em;
    block-size: 1.25em;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
`;
