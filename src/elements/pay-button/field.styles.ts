import {css} from 'lit';

/** Fields to type or choose in, with their names, on the tag and in the panel. */
export const fieldStyles = css`
  .choice-name,
  .field > label {
    font-size: 13px;
    line-height: 1.25;
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
    line-height: 1.5;
    caret-color: auto;
    text-overflow: ellipsis;
  }
  select {
    appearance: auto;
  }
`;
