import {css} from 'lit';

/** Sentences that must not be missed, and what the merchant must say of what is sold. */
export const noteStyles = css`
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
  .plain.bad {
    color: var(--_bad);
  }
  .notice {
    flex-basis: 100%;
    font-size: 14px;
    line-height: 1.4;
  }
  .warning {
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--_field-line);
  }
`;
