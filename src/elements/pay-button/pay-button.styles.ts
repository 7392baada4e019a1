import {css} from 'lit';

export const payButtonStyles = css`
  :host {
    display: inline-block !important;
    box-sizing: border-box !important;
    min-inline-size: min(100%, var(--pay-button-width, 15rem));
    max-inline-size: 100%;
    vertical-align: middle;
    writing-mode: horizontal-tb;
  }
  :host([hidden]),
  ::slotted([hidden]),
  [hidden] {
    display: none !important;
  }
  .tag {
    font-style: normal;
    font-variant: normal;
    font-weight: normal;
    letter-spacing: normal;
    line-height: 1.25;
    text-align: start;
    text-indent: 0;
    text-shadow: none;
    text-transform: none;
    white-space: normal;
    word-break: normal;
    word-spacing: normal;
    pointer-events: auto;
    -webkit-text-fill-color: currentColor;
    -webkit-text-stroke: 0;
    -webkit-text-size-adjust: 100%;
  }
  /* Every button of a tag, those in its panel, too. */
  .buy,
  .go,
  .plain {
    box-sizing: border-box;
    margin: 0;
    border: 1px solid transparent;
    font: inherit;
    cursor: pointer;
    touch-action: manipulation;
  }
  .buy {
    appearance: none;
    display: flex;
    flex-wrap: wrap;
    align-content: center;
    inline-size: 100%;
    min-block-size: var(--pay-button-height, 52px);
    padding: 7px 16px;
    border-radius: var(--pay-button-radius, var(--_radius));
    background: var(--pay-button-background, var(--_accent));
    color: var(--pay-button-color, var(--_on-accent));
    font-size: max(16px, 1em);
    line-height: 1.25em;
    text-align: start;
    -webkit-tap-highlight-color: transparent;
  }
  .buy:hover,
  .go:hover {
    box-shadow: inset 0 0 0 99px #7f7f7f29;
  }
  .buy:active {
    box-shadow: inset 0 0 0 99px #7f7f7f47;
  }
  [aria-disabled='true'] {
    box-shadow: none !important;
    cursor: default !important;
  }
  .buy:focus-visible {
    outline: 3px solid var(--_ink);
    outline-offset: 2px;
    box-shadow: 0 0 0 2px var(--_surface);
  }
  .label {
    display: flex;
    flex: auto;
    align-items: center;
    gap: 8px;
    margin-inline-end: 20px;
    font-weight: 600;
  }
  .coming {
    flex: 9 0 2em;
    max-inline-size: 5em;
    align-self: center;
    block-size: 1em;
    border-radius: 4px;
    background: currentColor;
    opacity: 0.24;
    animation: breathe 1.6s ease-in-out infinite alternate;
  }
  @keyframes breathe {
    to {
      opacity: 0.12;
    }
  }
  .status {
    margin: 0;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation: none !important;
    }
  }
  @media (prefers-contrast: more) {
    .buy {
      border-color: currentColor;
    }
  }
`;
