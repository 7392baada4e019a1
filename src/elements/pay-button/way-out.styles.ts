import {css} from 'lit';

export const wayOutStyles = css`
  .way-out {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-start: 8px;
  }
  .way-out input {
    flex: 1 1 8rem;
    inline-size: auto;
    min-inline-size: 0;
    color: var(--_quiet);
  }
  .way-out .plain {
    flex: 1 0 auto;
  }
  .copied {
    flex-basis: 100%;
    margin: 0;
    font-size: max(13px, 0.8125em);
    line-height: 1.4;
  }
`;
