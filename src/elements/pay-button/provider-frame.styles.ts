import {css} from 'lit';

export const providerFrameStyles = css`
  ::slotted([slot='provider']) {
    display: block !important;
    outline-offset: 2px;
  }
  .frame.fields {
    inline-size: 26rem;
    max-inline-size: 100%;
    margin-block-end: 12px;
  }
  /* Its own button and ours stand in one place, one of them at a time: nothing moves when they change. */
  .deck:has(> .own-button) {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-items: start;
  }
  .deck > .own-button,
  .own-button ~ .buy {
    grid-area: 2 / 1;
  }
  .behind {
    visibility: hidden;
  }
  .due {
    display: grid;
    grid-template-columns: 1fr auto;
    align-items: baseline;
    gap: 0 20px;
    margin: 0 0 8px;
    font-size: max(16px, 1em);
    line-height: 1.25em;
  }
  .due .caption {
    color: var(--_quiet);
  }
  /* As much as will come: a line and two halves for fields, one block for a button. */
  .on-its-way {
    --_block: linear-gradient(var(--_wash) 0 0);
    border-radius: var(--_radius);
    background: var(--_block) no-repeat;
    animation: breathe-frame 1.6s ease-in-out infinite alternate;
  }
  .on-its-way.fields {
    background:
      var(--_block) 0 20px / 100% 44px,
      var(--_block) 0 104px / calc(50% - 6px) 44px,
      var(--_block) 100% 104px / calc(50% - 6px) 44px;
    background-repeat: no-repeat;
  }
  @keyframes breathe-frame {
    to {
      opacity: 0.6;
    }
  }
`;
