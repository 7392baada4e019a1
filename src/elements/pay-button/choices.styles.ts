import {css} from 'lit';

export const choicesStyles = css`
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
    flex: 1 1 12em;
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
    min-inline-size: 0;
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
`;
