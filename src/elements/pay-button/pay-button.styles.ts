import {css} from 'lit';

export const payButtonStyles = css`
  :host {
    display: inline-block !important;
    box-sizing: border-box !important;
    min-inline-size: min(100%, var(--pay-button-width, 15rem));
    max-inline-size: 100%;
    vertical-align: middle;
    font-family: var(--_font);
    color: inherit;
  }
  :host([hidden]) {
    display: none !important;
  }
  ::slotted([hidden]) {
    display: none !important;
  }
  .tag {
    font-style: normal;
    letter-spacing: normal;
    line-height: 1.25;
    text-align: start;
    text-decoration: none;
    text-indent: 0;
    text-shadow: none;
    text-transform: none;
    white-space: normal;
    word-spacing: normal;
    pointer-events: auto;
    -webkit-text-size-adjust: 100%;
  }
  [hidden] {
    display: none !important;
  }
  .buy {
    appearance: none;
    box-sizing: border-box;
    display: grid;
    grid-template-columns: 1fr auto;
    align-content: center;
    align-items: center;
    column-gap: 20px;
    inline-size: 100%;
    min-block-size: var(--pay-button-height, 52px);
    margin: 0;
    padding: 7px 16px;
    border: 1px solid transparent;
    border-radius: var(--pay-button-radius, var(--_radius));
    background: var(--pay-button-background, var(--_accent));
    color: var(--pay-button-color, var(--_on-accent));
    font: inherit;
    font-size: max(16px, 1em);
    line-height: 20px;
    text-align: start;
    cursor: pointer;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
  }
  .buy:hover {
    box-shadow: inset 0 0 0 99px rgb(127 127 127 / 0.16);
  }
  .buy:active {
    box-shadow: inset 0 0 0 99px rgb(127 127 127 / 0.28);
  }
  .buy[aria-disabled='true'] {
    box-shadow: none;
    cursor: default;
  }
  .buy.under {
    column-gap: 8px;
  }
  .buy.off {
    border-color: var(--_field-line);
    background: var(--_wash);
    color: var(--_quiet);
  }
  .buy.done {
    border: var(--_line);
    background: var(--_surface);
    color: var(--_ink);
  }
  .done .icon {
    color: var(--_good);
  }
  :focus-visible {
    outline: 3px solid var(--_focus, var(--_accent));
    outline-offset: 2px;
  }
  .buy:focus-visible {
    box-shadow: 0 0 0 2px var(--_surface);
    outline-color: var(--_ink);
  }
  .label {
    display: flex;
    align-items: center;
    gap: 8px;
    font-weight: 600;
  }
  .caption {
    grid-row: 2;
    font-size: 12px;
    line-height: 16px;
  }
  .price {
    display: grid;
    grid-column: 2;
    justify-items: end;
    font-size: 1.125em;
    line-height: 20px;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  /* With nothing under the price, the small line may run the whole width: the button keeps its size when it comes. */
  .buy:not(:has(del)) .caption {
    grid-column: 1 / -1;
  }
  .buy:has(del) .price {
    grid-row: 1 / 3;
  }
  /* Something is under way: that comes first, and the price steps back beside the small line. */
  .under .label {
    grid-column: 1 / -1;
  }
  .under .price {
    grid-row: 2;
    font-size: 12px;
    font-weight: 550;
  }
  .buy.under .caption {
    grid-column: 1;
  }
  .currency {
    margin-inline-end: 1px;
    font-size: 0.75em;
    line-height: 1;
    font-weight: 550;
  }
  del {
    font-size: 12px;
    line-height: 16px;
    font-weight: 400;
    text-decoration-thickness: 1px;
  }
  .coming {
    inline-size: 5em;
    block-size: 1em;
    border-radius: 4px;
    background: currentColor;
    opacity: 0.24;
    animation: breathe 1.6s ease-in-out infinite alternate;
  }
  @keyframes breathe {
    to {
      opacity: 0.12;
    }
  }
  .dots {
    display: inline-flex;
    gap: 4px;
  }
  .dots::before,
  .dots::after {
    content: '';
  }
  .dots i,
  .dots::before,
  .dots::after {
    inline-size: 5px;
    block-size: 5px;
    border-radius: 50%;
    background: currentColor;
    animation: breathe 0.6s ease-in-out infinite alternate;
  }
  .dots::after {
    animation-delay: 0.4s;
  }
  .dots i {
    animation-delay: 0.2s;
  }
  .status {
    margin: 0;
    font-size: max(13px, var(--_small));
    line-height: 18px;
    color: inherit;
    max-inline-size: 36em;
  }
  .status:not(:empty) {
    margin-block-start: 8px;
  }
  .mistake {
    margin: 8px 0 0;
    padding: 8px 12px;
    border-inline-start: 3px solid var(--_bad);
    background: var(--_wash);
    color: var(--_ink);
    font: 12px/1.4 ui-monospace, monospace;
    max-inline-size: 60ch;
    overflow-wrap: anywhere;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation: none !important;
      transition: none !important;
    }
  }
  @media (forced-colors: active) {
    .buy {
      border-color: ButtonBorder;
    }
    .buy[aria-disabled='true'],
    .buy.under {
    column-gap: 8px;
  }
  .buy.off {
      border-color: GrayText;
      color: GrayText;
    }
    :focus-visible,
    .buy:focus-visible {
      outline-color: Highlight;
    }
  }
  @media (prefers-contrast: more) {
    .buy {
      border-color: currentColor;
    }
  }
`;
