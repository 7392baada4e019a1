import {css} from 'lit';

/** What a tag looks like once it is known what is sold; until then there is only a button. */
export const saleStyles = css`
  ::slotted([slot='provider']) {
    display: block !important;
    min-block-size: var(--pay-button-height, 52px);
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
    line-height: 16px;
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
  .status:not(:empty) {
    margin-block-start: 8px;
    font-size: max(13px, 0.8125em);
    line-height: 18px;
    max-inline-size: 36em;
  }
  :focus-visible {
    outline: 3px solid var(--_focus);
    outline-offset: 2px;
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
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 12px;
    margin-block-end: 8px;
  }
  .choice {
    display: grid;
    align-content: start;
    gap: 4px;
    min-inline-size: 0;
  }
  .grows {
    flex: 1 1 8rem;
  }
  .choice-name,
  .field > label,
  legend {
    padding: 0;
    font-size: 13px;
    line-height: 16px;
    font-weight: 500;
  }
  select,
  input:not([type='radio']) {
    appearance: none;
    box-sizing: border-box;
    inline-size: 100%;
    min-block-size: 44px;
    margin: 0;
    padding: 8px 12px;
    border: 1px solid var(--_field-line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_ink);
    font: inherit;
    font-size: 16px;
    line-height: 24px;
    text-overflow: ellipsis;
  }
  select {
    appearance: auto;
  }
  .steps {
    display: flex;
    border: 1px solid var(--_field-line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_ink);
  }
  .steps input {
    appearance: textfield;
    inline-size: 44px;
    min-block-size: 42px;
    padding: 8px 0;
    border: 0;
    background: none;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }
  .steps input::-webkit-inner-spin-button {
    display: none;
  }
  .step {
    inline-size: 42px;
    border: 0;
    border-radius: var(--_radius);
    background: none;
    color: inherit;
    font: inherit;
    font-size: 20px;
    cursor: pointer;
  }
  .step[aria-disabled='true'] {
    opacity: 0.4;
    cursor: default;
  }
  @media (forced-colors: active) {
    .buy.off {
      border-color: GrayText;
      color: GrayText;
    }
    .coming {
      forced-color-adjust: none;
      background: GrayText;
    }
  }
`;
