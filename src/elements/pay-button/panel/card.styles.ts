import {css} from 'lit';

/** Things to choose one of, in the delivery form and in the review. */
export const cardStyles = css`
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
  h3,
  legend {
    padding: 0;
    font-size: 13px;
    line-height: 1.25;
    font-weight: 500;
  }
  small {
    display: block;
    font-size: 13px;
    line-height: 1.4;
    color: var(--_quiet);
  }
  @media (forced-colors: active) {
    .card {
      border: 1px solid CanvasText;
    }
    .card:has(:checked) {
      outline: 2px solid Highlight;
    }
  }
`;
