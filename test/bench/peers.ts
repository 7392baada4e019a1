import {LitElement, html} from 'lit';

/** The least that a tag with a button can be. */
class LitPeer extends LitElement {
  override render(): unknown {
    return html`<button type="button"><slot></slot></button>`;
  }
}

customElements.define('lit-peer', LitPeer);
