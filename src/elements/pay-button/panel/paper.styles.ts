import {css} from 'lit';

/** The receipt on paper: dark on light, whatever the page looks like. */
export const paperStyles = css`
  .paper {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    overflow-wrap: anywhere;
  }
  .paper p {
    margin: 0;
  }
  @media print {
    .paper {
      color-scheme: light;
      max-inline-size: 28rem;
      color: #000;
    }
  }
`;
