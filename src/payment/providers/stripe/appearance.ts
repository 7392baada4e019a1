import type {Appearance} from './stripe-js.ts';

/** Our tokens, by the name that Stripe has for the same thing. */
const colours = {colorPrimary: 'var(--_accent)', colorBackground: 'var(--_surface)', colorText: 'var(--_ink)', colorDanger: 'var(--_bad)'};

/**
 * The page's look, as Stripe's frames can be told it: resolved colours, font and corners. A colour that the browser writes in a way that Stripe does not
 * read is left to Stripe's theme.
 */
export function appearanceAt(frame: HTMLElement): Appearance {
  const page = frame.ownerDocument.defaultView;
  const probe = frame.ownerDocument.createElement('span');
  probe.hidden = true;
  frame.append(probe);
  const style = getComputedStyle(probe);
  const variables: Record<string, string> = {};
  for (const [name, token] of Object.entries(colours)) {
    probe.style.color = token;
    const colour = plainColour(style.color);
    if (colour) variables[name] = colour;
  }
  probe.style.borderRadius = 'var(--_radius)';
  Object.assign(variables, {fontFamily: style.fontFamily, fontSizeBase: style.fontSize, borderRadius: style.borderTopLeftRadius});
  probe.remove();
  const still = page?.matchMedia('(prefers-reduced-motion: reduce)').matches;
  return {theme: isDark(variables['colorBackground']) ? 'night' : 'stripe', variables, ...(still && {disableAnimations: true})};
}

/** `rgb(…)` from what browsers compute: that itself, or `color(srgb …)` after a mixture. */
function plainColour(computed: string): string | undefined {
  if (/^rgba?\(/.test(computed)) return computed;
  const parts = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)/.exec(computed)?.slice(1);
  return parts && `rgb(${parts.map((part) => Math.round(Math.min(Math.max(+part, 0), 1) * 255)).join(', ')})`;
}

function isDark(colour: string | undefined): boolean {
  const [red = 255, green = 255, blue = 255] = (colour?.match(/[\d.]+/g) ?? []).map(Number);
  return red * 0.299 + green * 0.587 + blue * 0.114 < 128;
}

/** Tells when the look may have changed with the device's theme; the returned function stops it. */
export function followTheme(changed: () => void): () => void {
  const theme = matchMedia('(prefers-color-scheme: dark)');
  theme.addEventListener('change', changed);
  return () => theme.removeEventListener('change', changed);
}
