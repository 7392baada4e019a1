import {servedFile} from './served-file.ts';

/** The hosted pages: the shop's own, so they keep to the reader's system, unless the host wants otherwise, and to ink on paper. */
const css = /* css */ `
:root {
  color-scheme: light dark;
  --ground: #f6f6f4; --paper: #fff; --ink: #1b1c1e; --quiet: #60646b; --line: #dddeda; --accent: #1f5fd0; --on-accent: #fff;
  --good: #17693c; --good-ground: #e3f2e8; --warn: #7a4b00; --warn-ground: #fdf1da; --bad: #a5281b; --bad-ground: #fbe9e6;
}
@media (prefers-color-scheme: dark) {
  :root:not([data-scheme=light]) {
    --ground: #131416; --paper: #1c1e21; --ink: #ececea; --quiet: #a3a7ae; --line: #34373c; --accent: #8ab1f6; --on-accent: #0c1f43;
    --good: #82d3a0; --good-ground: #16301f; --warn: #f3cf8c; --warn-ground: #33270f; --bad: #f3a196; --bad-ground: #391b17;
  }
}
:root[data-scheme=light] { color-scheme: light; }
:root[data-scheme=dark] {
  color-scheme: dark;
  --ground: #131416; --paper: #1c1e21; --ink: #ececea; --quiet: #a3a7ae; --line: #34373c; --accent: #8ab1f6; --on-accent: #0c1f43;
  --good: #82d3a0; --good-ground: #16301f; --warn: #f3cf8c; --warn-ground: #33270f; --bad: #f3a196; --bad-ground: #391b17;
  }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column; background: var(--ground); color: var(--ink); font-synthesis: none;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
:lang(zh) { line-height: 1.7; }
:lang(zh-Hans) { font-family: system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }
:lang(zh-Hant) { font-family: system-ui, -apple-system, "PingFang HK", "PingFang TC", "Microsoft JhengHei", "Noto Sans CJK TC", "Noto Sans TC", sans-serif; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.mode { margin: 0; padding: 8px 16px; background: var(--warn-ground); color: var(--warn); text-align: center; font-size: 14px; font-weight: 600; }
.top, .frame, .foot { width: 100%; max-width: 976px; margin: 0 auto; padding: 0 16px; }
.top { display: flex; flex-wrap: wrap; gap: 4px 24px; justify-content: space-between; align-items: center; padding-block: 16px 8px; }
.frame { flex: 1; padding-block: 8px 24px; }
.shop { margin: 0; font-size: 20px; font-weight: 650; letter-spacing: -0.01em; overflow-wrap: anywhere; }
.glance { display: flex; justify-content: space-between; align-items: baseline; gap: 4px 16px; margin: 0 0 12px; padding: 0 8px; }
.glance a { color: var(--quiet); padding: 8px 0; } .glance strong { font-size: 18px; font-variant-numeric: tabular-nums lining-nums; }
.sheets { display: grid; gap: 16px; align-items: start; }
.sheet { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 24px; min-width: 0; }
@media (min-width: 800px) {
  .glance { display: none; }
  .sheets { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 24px; }
  .sheet { padding: 32px; }
  .single { max-width: 560px; margin-inline: auto; grid-template-columns: none; }
}
h1 { margin: 0 0 4px; font-size: 24px; line-height: 1.25; letter-spacing: -0.015em; overflow-wrap: anywhere; }
:lang(zh) h1 { letter-spacing: 0; }
h2 { margin: 0 0 12px; font-size: 15px; font-weight: 600; color: var(--quiet); }
p { margin: 0 0 12px; overflow-wrap: anywhere; }
.sheet > :last-child { margin-bottom: 0; }
.quiet { color: var(--quiet); }
.unseen { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.sign { display: grid; place-items: center; width: 48px; height: 48px; margin: 0 0 16px; border-radius: 50%; background: var(--ground); color: var(--quiet); }
.sign svg { width: 24px; height: 24px; fill: none; stroke: currentColor; stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round; }
.good .sign { background: var(--good-ground); color: var(--good); }
.bad .sign { background: var(--bad-ground); color: var(--bad); }
.warn .sign { background: var(--warn-ground); color: var(--warn); }
.notes { margin: 0 0 16px; padding: 0; list-style: none; display: grid; gap: 8px; }
.notes li { padding: 8px 12px; border-inline-start: 3px solid var(--line); background: var(--ground); border-radius: 4px; font-size: 15px; overflow-wrap: anywhere; }
.notes .error { border-color: var(--bad); } .notes .warning { border-color: var(--warn); }
.button {
  display: flex; align-items: center; justify-content: center; width: 100%; min-height: 52px; padding: 12px 16px; border: 1px solid transparent; border-radius: 10px; background: var(--accent);
  color: var(--on-accent); font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; font-variant-numeric: tabular-nums;
}
.button + .button { margin-top: 8px; background: none; border-color: var(--line); color: inherit; }
.button:hover { border-color: var(--ink); }
.textual { display: grid; place-items: center; min-height: 44px; padding: 8px; border: 0; background: none; color: var(--quiet); font: inherit; font-size: 15px; text-decoration: underline; text-underline-offset: 3px; cursor: pointer; width: 100%; }
.textual:hover { color: var(--ink); }
form { margin: 16px 0 0; } form + form { margin-top: 8px; }
details { margin: 16px 0 0; border-block: 1px solid var(--line); }
summary { min-height: 44px; display: flex; align-items: center; cursor: pointer; color: var(--quiet); }
summary::before { content: "+"; width: 20px; font-weight: 600; } details[open] > summary::before { content: "–"; }
fieldset { margin: 0 0 20px; padding: 0; border: 0; min-width: 0; } legend { padding: 0; margin: 0 0 8px; font-weight: 600; }
.field { margin: 0 0 12px; } .field label { display: block; font-size: 14px; margin-bottom: 4px; }
.field input, .field select {
  width: 100%; min-height: 44px; padding: 8px 12px; border: 1px solid var(--quiet); border-radius: 8px; background: var(--paper); color: var(--ink); font: inherit; font-size: 16px;
}
.pair { display: flex; flex-wrap: wrap; gap: 0 12px; } .pair .field { flex: 1 1 160px; min-width: 0; }
.as-district { display: none; }
.address:has(.districts:checked) .as-district { display: inline; } .address:has(.districts:checked) .as-town { display: none; }
.address:has(.needs-town:checked) .town .optional, .address:has(.needs-region:checked) .region .optional, .address:has(.needs-postcode:checked) .postcode .optional,
.address:has(.no-town:checked) .town:not(:has([aria-invalid])), .address:has(.no-region:checked) .region:not(:has([aria-invalid])),
.address:has(.no-postcode:checked) .postcode:not(:has([aria-invalid])) { display: none; }
@supports not selector(:has(a)) { .needs-town .town .optional, .needs-region .region .optional, .needs-postcode .postcode .optional { display: none; } }
.elsewhere { margin: 16px 0 0; padding: 12px 16px; border-radius: 8px; background: var(--warn-ground); } .elsewhere .field { margin: 0; }
.mistakes { margin: 0 0 16px; padding: 12px 16px; border: 1px solid var(--bad); border-radius: 8px; background: var(--bad-ground); }
.mistakes p { margin: 0 0 4px; font-weight: 600; color: var(--bad); } .mistakes ul { margin: 0; padding-inline-start: 20px; } .mistakes a { color: var(--bad); }
.field [aria-invalid] { border: 2px solid var(--bad); } .problem { display: block; margin-top: 4px; font-size: 14px; color: var(--bad); } .why { display: block; margin-top: 4px; font-size: 14px; color: var(--quiet); }
.choice { display: flex; gap: 12px; align-items: flex-start; padding: 10px 12px; min-height: 44px; border: 1px solid var(--line); border-radius: 8px; margin-bottom: 8px; cursor: pointer; }
.choice input { flex: none; width: 20px; height: 20px; margin: 2px 0; accent-color: var(--accent); } .choice small { display: block; font-size: 14px; color: var(--quiet); }
.choice:has(:checked) { border-color: var(--accent); } .options { margin-top: 16px; }
.details:has([name=way][value=pickup]:checked) .address, .details:has([name=way][value=shipping]:checked) .shops { display: none; }
@media (min-width: 480px) { .ways { display: grid; grid-template-columns: 1fr 1fr; gap: 0 8px; } .ways legend { grid-column: 1 / -1; } }
.qr { display: block; width: 240px; max-width: 100%; height: auto; margin: 16px auto; border-radius: 8px; background: #fff; }
.lines { margin: 0; padding: 0; list-style: none; }
.lines li { display: grid; grid-template-columns: auto minmax(0, 1fr); grid-template-rows: auto auto 1fr; gap: 0 12px; padding: 12px 0; border-top: 1px solid var(--line); }
.lines li:first-child { border-top: 0; padding-top: 0; }
.lines img { width: 56px; height: 56px; object-fit: cover; border-radius: 8px; background: var(--ground); grid-row: 1 / span 3; }
.lines .title { grid-column: 2; overflow-wrap: anywhere; } .lines .price { grid-column: 2; font-weight: 600; }
.lines .each { grid-column: 2; font-size: 14px; color: var(--quiet); } .lines a { display: inline-block; margin-block: -10px; padding: 10px 24px 10px 0; }
@media (min-width: 480px) {
  .lines li { grid-template-columns: auto minmax(0, 1fr) auto; } .lines .price { grid-column: 3; grid-row: 1; padding-inline-start: 12px; }
}
.lines li:not(:has(img)) { column-gap: 0; }
.price, .totals dd, time { font-variant-numeric: tabular-nums lining-nums; white-space: nowrap; }
.totals { margin: 8px 0 0; padding: 12px 0 0; border-top: 1px solid var(--line); display: grid; grid-template-columns: minmax(0, 1fr) auto; row-gap: 4px; }
.totals dt { padding-inline-end: 16px; color: var(--quiet); overflow-wrap: anywhere; } .totals dd { margin: 0; text-align: end; }
.totals .part { padding-inline-start: 12px; font-size: 14px; color: var(--quiet); } .totals .total { margin-top: 8px; padding-top: 12px; border-top: 1px solid var(--line); color: var(--ink); font-weight: 650; }
.totals .later { white-space: normal; color: var(--quiet); font-size: 14px; }
.totals dd.total { font-size: 20px; line-height: 1.3; }
.facts { margin: 16px 0; display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 8px 20px; }
.facts dt { color: var(--quiet); } .facts time { white-space: normal; } .facts dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
.top ul, .foot ul { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 16px; margin: 0; padding: 0; list-style: none; font-size: 14px; }
.foot { padding-bottom: 32px; }
.top a, .foot a { display: inline-block; padding: 8px 0; color: var(--quiet); } .top a:hover, .foot a:hover { color: var(--ink); }
.top .shop a { padding: 0; color: inherit; text-decoration: none; }
.top [aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
.terms { margin: 16px 0 0; font-size: 14px; } .terms a { white-space: nowrap; } .timer { text-align: center; }
h1:focus { outline: none; } [aria-busy] .button { opacity: 0.6; cursor: progress; }
.chosen { display: none; margin-bottom: 12px; } .delegated .chosen { display: block; } .delegated .field { display: none; }
.codes { margin: 16px 0 0; padding: 16px 0 0; border-top: 1px solid var(--line); } .codes form { margin: 0; } .codes .field > div { display: flex; gap: 8px; } .codes input { min-width: 0; }
.codes .button { width: auto; min-height: 44px; flex: none; background: none; color: var(--ink); border-color: var(--quiet); } .codes .problem { margin-bottom: 0; } .codes .problem span { display: block; }
.codes ul { margin: 0 0 8px; padding: 0; list-style: none; } .codes li { display: flex; align-items: center; justify-content: space-between; gap: 12px; } .codes li > span { min-width: 0; font-weight: 600; overflow-wrap: anywhere; }
.codes small { display: block; font-size: 14px; font-weight: 400; color: var(--quiet); } .codes .textual { width: auto; }
@media (forced-colors: active) { .button, .sheet { border: 1px solid; } }
@media print {
  /* Whatever the screen was like: paper is white. */
  :root, :root[data-scheme], :root:not([data-scheme=light]) { color-scheme: light; --ground: #fff; --paper: #fff; --ink: #000; --quiet: #333; --line: #999; --good: #17693c; --good-ground: #fff; }
  .foot, .languages, .screen { display: none; } .top, .frame { padding: 0 0 16px; max-width: none; } .sheets { display: block; } .sheet { border: 0; padding: 0 0 16px; break-inside: avoid; }
  .mode { border: 1px solid; background: none; color: #000; }
}
`;

export const pageStyle = servedFile('/pages/style.css', 'text/css', squeeze(css));

/** Without what only its writers read. */
function squeeze(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').replaceAll(/ ?([{};,]) ?/g, '$1').replaceAll(';}', '}');
}
