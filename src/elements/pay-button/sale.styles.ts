import {css} from 'lit';

/** What a tag looks like once it is known what is sold; until then there is only a button. */
export const saleStyles = css`
  .buy.off,
  .go[aria-disabled='true'] {
    background: var(--_wash);
    color: var(--_quiet);
  }
  .off {
    border-color: var(--_field-line);
  }
  .buy.done {
    border: var(--_line);
    background: var(--_surface);
    color: var(--_ink);
  }
  .done .icon {
    color: var(--_good);
  }
  /* A line of its own that does not make the button wider. */
  .buy:not(.under) .caption,
  .under .label {
    inline-size: 0;
    min-inline-size: 100%;
  }
  .price {
    display: grid;
    direction: ltr;
    justify-items: end;
    margin-inline-start: auto;
    font-size: 1.125em;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  /* Something is under way: that comes first, and the price steps back beside the small line. */
  .under .price {
    order: 1;
    font-weight: 550;
  }
  .under .caption {
    flex: auto;
    margin-inline-end: 8px;
  }
  /* Where there is no room, it stands above the figure. */
  .currency {
    display: inline-block;
    margin-inline-end: 1px;
    font-size: 0.75em;
    line-height: 1;
    font-weight: 550;
  }
  .caption,
  .under .price,
  del {
    font-size: 0.75em;
    line-height: 1.33;
  }
  del {
    font-size: 0.667em;
    font-weight: 400;
  }
  .status:not(:empty) {
    margin-block-start: 8px;
    font-size: max(13px, 0.8125em);
    line-height: 1.4;
    max-inline-size: 36em;
  }
  :focus-visible {
    outline: 3px solid var(--_focus);
    outline-offset: 2px;
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
  @media (forced-colors: active) {
    .off,
    .go[aria-disabled='true'] {
      border-color: GrayText;
      color: GrayText;
    }
    .coming {
      forced-color-adjust: none;
      background: GrayText;
    }
  }
`;
