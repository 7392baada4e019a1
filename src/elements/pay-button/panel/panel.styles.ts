import {css} from 'lit';

export const panelStyles = css`
  .panel {
    box-sizing: border-box;
    inline-size: min(26.5rem, 100vw - 32px);
    max-inline-size: none;
    max-block-size: min(46rem, 100dvh - 48px);
    margin: auto;
    padding: 0;
    overflow: auto;
    overscroll-behavior: contain;
    border: var(--_line);
    border-radius: calc(var(--_radius) * 2);
    background: var(--_surface);
    color: var(--_ink);
    box-shadow: var(--_shadow);
    font-size: clamp(15px, 1rem, 20px);
    line-height: 1.5;
    text-align: start;
    cursor: auto;
    user-select: auto;
  }
  .panel:lang(zh) {
    font-style: normal;
    line-height: 1.6;
  }
  .panel[open] {
    animation: rise 160ms ease-out;
  }
  .panel::backdrop {
    background: rgb(0 0 0 / 0.45);
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(8px);
    }
  }
  header {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    padding-block: 12px 8px;
    padding-inline: 24px 12px;
    background: var(--_surface);
  }
  h2,
  h3 {
    margin: 0;
    font-size: 1.25em;
    line-height: 28px;
    font-weight: 650;
    text-wrap: balance;
  }
  h2:focus-visible {
    outline: none;
  }
  h3 {
    font-size: 13px;
    line-height: 16px;
    font-weight: 500;
    color: var(--_quiet);
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
    color: var(--_quiet);
    cursor: pointer;
  }
  .icon-button:hover {
    background: var(--_wash);
  }
  .test {
    margin: 0 24px 8px;
    padding: 4px 12px;
    border-radius: var(--_radius);
    background: var(--_wash);
    font-size: 13px;
    line-height: 20px;
    color: var(--_quiet);
  }
  .body,
  .paper {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    overflow-wrap: anywhere;
    padding: 8px 24px 24px;
  }
  .body p,
  .paper p {
    margin: 0;
  }
  .receipt {
    display: grid;
    gap: 16px;
  }
  .stack {
    display: grid;
    gap: 8px;
  }
  .go,
  .plain {
    box-sizing: border-box;
    display: flex;
    align-items: center;
    justify-content: center;
    min-block-size: 48px;
    margin: 0;
    padding: 8px 16px;
    border: 1px solid transparent;
    border-radius: var(--_radius);
    background: var(--_accent);
    color: var(--_on-accent);
    font: inherit;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
    touch-action: manipulation;
  }
  .go:hover {
    box-shadow: inset 0 0 0 99px rgb(127 127 127 / 0.16);
  }
  .go[aria-disabled='true'] {
    background: var(--_wash);
    color: var(--_quiet);
    box-shadow: none;
    cursor: default;
  }
  .plain {
    min-block-size: 44px;
    border: var(--_line);
    background: none;
    color: inherit;
    font-weight: 500;
  }
  .plain:hover {
    background: var(--_wash);
  }
  .plain.bad {
    color: var(--_bad);
  }
  .inline {
    padding: 4px;
    margin: -4px;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    font-size: 14px;
    text-decoration: underline;
    text-underline-offset: 3px;
    cursor: pointer;
  }
  .amount {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    font-size: 2.25em;
    line-height: 1.2;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
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
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .quiet,
  small {
    color: var(--_quiet);
  }
  small {
    display: block;
    font-size: 13px;
    line-height: 18px;
  }
  .code {
    justify-self: center;
    inline-size: min(15rem, 100%);
    aspect-ratio: 1;
    border-radius: var(--_radius);
    overflow: hidden;
    background: #fff;
    outline: 1px solid var(--_wash);
  }
  .qr {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    forced-color-adjust: none;
  }
  .busy {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 12px;
    min-block-size: 48px;
  }
  .body[data-stage='moment'] .busy {
    min-block-size: 12rem;
  }
  .note {
    display: flex;
    gap: 12px;
    padding: 12px;
    border-radius: var(--_radius);
    background: var(--_wash);
  }
  .note .icon {
    margin-block-start: 2px;
  }
  .note.bad .icon,
  .error {
    color: var(--_bad);
  }
  .lines,
  .totals,
  .facts {
    display: grid;
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
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
  .lines + .totals {
    margin-block-start: 0;
  }
  dt {
    color: var(--_quiet);
  }
  dd {
    margin: 0;
    text-align: end;
    overflow-wrap: anywhere;
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
    line-height: 28px;
  }
  .notice {
    flex-basis: 100%;
    font-size: 14px;
    line-height: 20px;
  }
  .notice.warning {
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--_field-line);
  }
  .where {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 4px 16px;
  }
  .where h3 {
    grid-column: 1 / -1;
  }
  fieldset {
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
    display: grid;
    gap: 8px;
  }
  legend {
    margin-block-end: 8px;
  }
  .card {
    display: grid;
    grid-template-columns: auto 1fr auto;
    gap: 4px 12px;
    align-items: center;
    min-block-size: 24px;
    padding: 9px 12px;
    border: var(--_line);
    border-radius: var(--_radius);
    cursor: pointer;
  }
  .card:has(:checked) {
    border-color: var(--_ink);
    box-shadow: inset 0 0 0 1px var(--_ink);
  }
  .card:has(:focus-visible) {
    outline: 3px solid var(--_focus);
    outline-offset: 2px;
  }
  input[type='radio'] {
    inline-size: 20px;
    block-size: 20px;
    margin: 0;
    accent-color: var(--_accent);
  }
  input[type='radio']:focus-visible {
    outline: none;
  }
  .form {
    display: grid;
    gap: 16px;
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(8.5rem, 100%), 1fr));
    gap: 16px 12px;
  }
  .pair.roomy {
    grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr));
  }
  .field {
    display: grid;
    align-content: start;
    gap: 4px;
    min-inline-size: 0;
  }
  .field [aria-invalid='true'] {
    border-color: var(--_bad);
    box-shadow: inset 0 0 0 1px var(--_bad);
  }
  .hint,
  .error {
    font-size: 13px;
    line-height: 18px;
  }
  .hint {
    color: var(--_quiet);
  }
  .summary {
    padding: 12px 16px;
    border: 2px solid var(--_bad);
    border-radius: var(--_radius);
  }
  .summary ul {
    margin: 4px 0 0;
    padding-inline-start: 20px;
  }
  .summary a,
  .policies a,
  .notice a {
    color: inherit;
    text-underline-offset: 3px;
  }
  .policies {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    font-size: 13px;
    line-height: 24px;
    color: var(--_quiet);
  }
  @media (max-width: 30rem) {
    .panel {
      inline-size: 100vw;
      max-inline-size: 100vw;
      max-block-size: 94dvh;
      margin-block-end: 0;
      border-width: 1px 0 0;
      border-end-start-radius: 0;
      border-end-end-radius: 0;
    }
    header {
      padding-inline: 16px 4px;
    }
    .body {
      padding: 8px 16px max(24px, env(safe-area-inset-bottom));
    }
    .test {
      margin-inline: 16px;
    }
  }
  @media (forced-colors: active) {
    .panel,
    .go,
    .card {
      border: 1px solid CanvasText;
    }
    .go[aria-disabled='true'] {
      color: GrayText;
      border-color: GrayText;
    }
    .card:has(:checked) {
      outline: 2px solid Highlight;
    }
  }
  @media print {
    .paper {
      color-scheme: light;
      max-inline-size: 28rem;
      padding: 0;
      color: #000;
    }
  }
`;
