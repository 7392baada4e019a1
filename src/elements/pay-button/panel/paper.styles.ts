import {css} from 'lit';

/** The receipt on paper: dark on light, whatever the page looks like and whatever it hides when it is printed. */
export const paperStyles = css`
  :host {
    all: revert !important;
    display: none !important;
  }
  .paper {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    max-inline-size: 28rem;
    padding: 8px;
    overflow-wrap: anywhere;
    color: #000;
    color-scheme: light;
    font-family: var(--hangtag-font, var(--_font));
    font-variant-numeric: tabular-nums;
    line-height: 1.5;
  }
  .paper p {
    margin: 0;
  }
  li,
  dl > div {
    break-inside: avoid;
  }
  @media print {
    :host {
      display: block !important;
    }
  }
  @media (max-width: 100mm) {
    .amount {
      font-size: 1.5em;
    }
  }
`;

/** For the page while it is printed: a long receipt needs more than the one window that some pages are tall. */
export const aroundPaper = `@media print{
:root:not(#_),:root:not(#_)>body{all:revert!important;color-scheme:light!important}
:root:not(#_)>:not(body),:root:not(#_)>body>:not([data-hangtag-print]),:root::before,:root::after,body::before,body::after{display:none!important}
}`;

/** For what stands beside it in shadow roots of its own. */
export const besidePaper = '@media print{:host{display:none!important}}';
