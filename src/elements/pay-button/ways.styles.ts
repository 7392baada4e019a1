import {css} from 'lit';

export const waysStyles = css`
  .ways {
    display: flex;
    flex-wrap: wrap;
    gap: 0 20px;
    min-inline-size: 0;
    margin: 0 0 8px;
    padding: 0;
    border: 0;
  }
  .ways legend {
    padding: 0;
    font-size: 13px;
    line-height: 1.25;
    font-weight: 500;
  }
  .way {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 44px;
    cursor: pointer;
  }
  .way input {
    inline-size: 18px;
    block-size: 18px;
    margin: 0;
    accent-color: var(--_accent);
  }
  .way:has(:focus-visible) {
    outline: 3px solid var(--_focus);
    outline-offset: 2px;
    border-radius: 4px;
  }
  .way input:focus-visible {
    outline: none;
  }
  .ways:disabled .way {
    color: var(--_quiet);
    cursor: default;
  }
  .way-failed {
    flex-basis: 100%;
    margin: 0;
    font-size: max(13px, 0.8125em);
    line-height: 1.4;
  }
`;
