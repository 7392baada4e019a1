/** The wallet's own look: plainly another place than the shop. */
export const walletStyle = /* css */ `
:root {
  color-scheme: light dark;
  --ground: #eef1f0; --card: #fff; --ink: #16211e; --quiet: #55635f; --line: #d5dcd9;
  --accent: #0b6b58; --on-accent: #fff; --tint: #e2f0ec; --warn: #7a4b00; --warn-ground: #fdf1da; --danger: #a12a1f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101614; --card: #18211e; --ink: #e8efec; --quiet: #9dada7; --line: #2d3935;
    --accent: #5cc8ad; --on-accent: #06231c; --tint: #1d332c; --warn: #f3cf8c; --warn-ground: #33270f; --danger: #f0958b;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; font-synthesis: none;
}
:lang(zh) { line-height: 1.7; }
:lang(zh-Hans) { font-family: system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }
:lang(zh-Hant) { font-family: system-ui, -apple-system, "PingFang HK", "PingFang TC", "Microsoft JhengHei", "Noto Sans CJK TC", "Noto Sans TC", sans-serif; }
.mode { margin: 0; padding: 8px 16px; background: var(--warn-ground); color: var(--warn); text-align: center; font-size: 14px; font-weight: 600; }
.frame { width: 100%; max-width: 432px; margin: 0 auto; padding: 24px 16px 40px; flex: 1; }
.name { display: flex; align-items: center; gap: 8px; margin: 0 0 16px; font-size: 15px; font-weight: 600; color: var(--quiet); }
.name::before { content: ""; width: 20px; height: 14px; border: 2px solid currentColor; border-radius: 4px; background: linear-gradient(currentColor, currentColor) 0 2px / 100% 2px no-repeat; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 16px; padding: 24px; }
h1 { margin: 0; font-size: 17px; line-height: 1.4; font-weight: 600; overflow-wrap: anywhere; }
.amount { margin: 8px 0 4px; font-size: 40px; line-height: 1.15; font-weight: 650; letter-spacing: -0.02em; font-variant-numeric: tabular-nums lining-nums; overflow-wrap: anywhere; }
.amount .currency { font-size: 22px; font-weight: 600; letter-spacing: 0; vertical-align: 0.35em; margin-inline-end: 4px; }
.subject, .quiet { margin: 0; color: var(--quiet); overflow-wrap: anywhere; }
.left { margin: 16px 0 0; padding-top: 16px; border-top: 1px solid var(--line); font-size: 14px; color: var(--quiet); font-variant-numeric: tabular-nums; }
form { margin: 20px 0 0; }
.choices { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; }
.choices .wide { grid-column: 1 / -1; }
button, .button {
  display: flex; align-items: center; justify-content: center; width: 100%; min-height: 48px; padding: 10px 16px; border: 1px solid var(--line); border-radius: 12px;
  background: transparent; color: var(--ink); font: inherit; font-weight: 600; text-decoration: none; text-align: center; cursor: pointer;
}
button:hover, .button:hover { border-color: var(--quiet); }
.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); min-height: 52px; }
.primary:hover { border-color: var(--ink); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
details { margin-top: 20px; border-top: 1px solid var(--line); padding-top: 8px; }
summary { min-height: 44px; display: flex; align-items: center; cursor: pointer; color: var(--quiet); font-size: 15px; }
summary::before { content: "+"; width: 20px; font-weight: 600; }
details[open] summary::before { content: "–"; }
fieldset { margin: 12px 0 0; padding: 0; border: 0; }
legend { padding: 0; font-size: 14px; font-weight: 600; }
label { display: flex; gap: 12px; align-items: flex-start; padding: 8px 0; min-height: 40px; font-size: 15px; line-height: 1.5; }
input { flex: none; width: 20px; height: 20px; margin: 2px 0; accent-color: var(--accent); }
.ending { display: flex; flex-direction: column; gap: 8px; }
.sign { display: grid; place-items: center; width: 56px; height: 56px; margin-bottom: 8px; border-radius: 50%; background: var(--tint); color: var(--accent); }
.sign svg { width: 28px; height: 28px; fill: none; stroke: currentColor; stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round; }
.ending .button { margin-top: 16px; }
.ending h1 { font-size: 24px; line-height: 1.25; }
.facts { margin: 16px 0 0; padding-top: 16px; border-top: 1px solid var(--line); display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; font-size: 14px; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; text-align: end; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.languages { display: flex; flex-wrap: wrap; gap: 4px 16px; justify-content: center; margin: 24px 0 0; padding: 0; list-style: none; font-size: 14px; }
.languages a { display: inline-block; padding: 8px 4px; color: var(--quiet); }
.languages [aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
@media (forced-colors: active) { .primary { border: 2px solid; } .card { border: 1px solid; } }
`;

/** Only makes comfortable what works without it: counts the minutes down and closes a window that was opened for the wallet. */
export const walletScript = `const left = document.querySelector('[data-deadline]');
if (left) {
  const words = JSON.parse(left.dataset.words);
  const show = () => {
    const ms = Date.parse(left.dataset.deadline) - Date.now();
    const minutes = Math.floor(ms / 60000);
    if (ms <= 0) location.reload();
    else left.textContent = minutes < 1 ? words[0] : minutes === 1 ? words[1] : words[2].replace('{n}', minutes);
  };
  if (Date.parse(left.dataset.deadline) > Date.now()) setInterval(show, 5000);
}
if (document.querySelector('[data-close]')) setTimeout(() => window.close(), 1200);
`;
