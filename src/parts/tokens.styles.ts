import {css} from 'lit';

/**
 * What all tags share, as custom properties that a page may set anywhere above them: `--hangtag-accent` (and `--hangtag-on-accent`, text on it),
 * `--hangtag-font`, `--hangtag-radius`, `--hangtag-border`, `--hangtag-shadow`, `--hangtag-surface`, `--hangtag-ink`. Names with `--_` are ours alone.
 */
export const tokens = css`
  :host {
    --_line: var(--hangtag-border, 1px solid #d6d6dc);
    --_field-line: #85858f;
    --_quiet: #5b5b66;
    --_wash: #f3f3f5;
    --_good: #0b6b3a;
    --_bad: #a8201a;
    --_focus: #1f5fd0;
    --_shadow: var(--hangtag-shadow, 0 1px 3px #0002, 0 16px 48px #0003);
  }
  @supports (color: light-dark(#000, #fff)) {
    :host {
      --_line: var(--hangtag-border, 1px solid light-dark(#d6d6dc, #3f3f46));
      --_quiet: light-dark(#5b5b66, #adadb8);
      --_wash: light-dark(#f3f3f5, #29292d);
      --_good: light-dark(#0b6b3a, #6bd79b);
      --_bad: light-dark(#a8201a, #ffa59d);
      --_focus: light-dark(#1f5fd0, #8db8ff);
    }
  }
  .spoken {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
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
    forced-color-adjust: auto;
  }
`;
