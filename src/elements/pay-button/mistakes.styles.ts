import {css} from 'lit';

export const mistakesStyles = css`
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
`;
