import {css} from 'lit';

export const reviewStyles = css`
  .where {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 4px 16px;
  }
  h3 {
    grid-column: 1 / -1;
    margin: 0;
    color: var(--_quiet);
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
  .policies {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    font-size: 13px;
    line-height: 1.85;
    color: var(--_quiet);
  }
`;
