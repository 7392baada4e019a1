import {css} from 'lit';

export const deliveryFormStyles = css`
  [data-stage='moment'] .busy {
    min-block-size: 12em;
  }
  .form {
    display: grid;
    gap: 16px;
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(8.5em, 100%), 1fr));
    gap: 16px 12px;
  }
  .pair.roomy {
    grid-template-columns: repeat(auto-fit, minmax(min(11em, 100%), 1fr));
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
    line-height: 1.4;
  }
  .hint {
    color: var(--_quiet);
  }
  .error {
    color: var(--_bad);
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
`;
