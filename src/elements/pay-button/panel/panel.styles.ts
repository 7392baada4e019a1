import {css} from 'lit';

/** What every purchase shows: the dialog, its buttons, sums and notes. What is asked in it has styles of its own. */
export const panelStyles = css`
  .panel {
    box-sizing: border-box;
    inline-size: min(26.5em, 100% - 32px);
    max-inline-size: none;
    max-block-size: min(46em, 100% - 48px);
    margin: auto;
    padding: 0;
    overflow: auto;
    overscroll-behavior: contain;
    scroll-padding-block-start: 6em;
    scrollbar-color: var(--_field-line) transparent;
    border: var(--_line);
    border-radius: calc(var(--_radius) * 2);
    background: var(--_surface);
    color: var(--_ink);
    --_gap: 24px;
    box-shadow: var(--_shadow);
    font-size: clamp(15px, 1rem, 20px);
    font-variant-numeric: tabular-nums;
    line-height: 1.5;
    cursor: auto;
    visibility: visible;
    -webkit-user-select: text;
    animation: rise 160ms ease-out;
  }
  .panel:lang(zh) {
    line-height: 1.6;
  }
  .panel::backdrop {
    background: #0007;
  }
  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 8px;
    }
  }
  header {
    position: sticky;
    inset-block-start: 0;
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    padding: 12px calc(var(--_gap) - 12px) 8px var(--_gap);
    background: var(--_surface);
  }
  h2 {
    margin: 0;
    font-size: 1.25em;
    line-height: 1.4;
    font-weight: 650;
    outline: none;
  }
  .icon-button {
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    flex: none;
    border: 0;
    border-radius: 50%;
    background: none;
    cursor: pointer;
  }
  .icon-button:hover,
  .plain:hover {
    background: var(--_wash);
  }
  .test {
    border-radius: var(--_radius);
    background: var(--_wash);
    margin: 0 var(--_gap) 8px;
    padding: 4px 12px;
    font-size: 13px;
  }
  .body,
  .receipt,
  .stack,
  .lines,
  .totals,
  .facts {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .body,
  .receipt {
    gap: 16px;
    overflow-wrap: anywhere;
  }
  .body {
    padding: 8px var(--_gap) max(24px, env(safe-area-inset-bottom));
  }
  .body p {
    margin: 0;
  }
  .go,
  .plain,
  .amount,
  .busy {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-block-size: 48px;
  }
  .go,
  .plain {
    padding: 8px 16px;
    border-radius: var(--_radius);
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
    text-align: center;
    text-decoration: none;
  }
  .plain {
    min-block-size: 44px;
    border: var(--_line);
    background: none;
    color: inherit;
    font-weight: 500;
  }
  .amount {
    font-size: 2.25em;
    line-height: 1.2;
    font-weight: 650;
  }
  .amount .currency {
    margin-inline-end: 3px;
    font-size: 0.5em;
    vertical-align: 0.45em;
  }
  .amount .icon {
    color: var(--_good);
    inline-size: 1em;
    block-size: 1em;
  }
  .centred {
    text-align: center;
  }
  .figures {
    white-space: nowrap;
  }
  .quiet,
  dt,
  .test,
  .icon-button {
    color: var(--_quiet);
  }
  .code {
    justify-self: center;
    inline-size: min(15em, 100%);
    aspect-ratio: 1;
    border-radius: var(--_radius);
    overflow: hidden;
  }
  .qr {
    forced-color-adjust: none;
  }
  .lines li,
  .totals > div,
  .facts > div {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 4px 16px;
  }
  .lines li > :first-child {
    flex: 1;
  }
  .totals,
  .facts + .lines {
    padding-block-start: 16px;
    border-block-start: var(--_line);
  }
  dd {
    margin: 0;
    text-align: end;
  }
  .part {
    padding-inline-start: 16px;
    font-size: 13px;
  }
  .sum {
    align-items: baseline;
    font-weight: 650;
  }
  .sum dt {
    color: inherit;
  }
  .sum dd {
    font-size: 1.375em;
    line-height: 1.25;
  }
  a:not(.go, .plain) {
    color: inherit;
    text-underline-offset: 3px;
  }
  @media (max-width: 30rem) {
    .panel {
      --_gap: 16px;
      inline-size: 100%;
      max-block-size: 94%;
      margin-block-end: 0;
      border-width: 1px 0 0;
      border-end-start-radius: 0;
      border-end-end-radius: 0;
    }
  }
`;
