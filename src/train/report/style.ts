/** The look of a report, light and dark; no fonts, scripts or pictures from elsewhere. */
export const style = `
:root { color-scheme: light dark; --page: #f7f7f5; --card: #ffffff; --ink: #191917; --soft: #63625d; --line: #e4e3de;
  --one: #2a78d6; --two: #d9591c; --good: #157f3d; --bad: #c22f2f; --right: 42, 120, 214; --wrong: #d9591c; }
@media (prefers-color-scheme: dark) { :root { --page: #141413; --card: #1e1e1c; --ink: #f2f1ec; --soft: #a3a199;
  --line: #34342f; --one: #5b9df0; --two: #ef8249; --good: #4fc07d; --bad: #f07b72; --right: 91, 157, 240; --wrong: #ef8249; }
  .mistake img { filter: invert(0.9); } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 40px 24px 64px; }
header p { margin: 4px 0 0; color: var(--soft); max-width: 70ch; }
h1 { font-size: 28px; line-height: 1.2; margin: 0; letter-spacing: -0.01em; }
h2 { font-size: 17px; margin: 36px 0 12px; }
h2 small, .note { font-weight: 400; color: var(--soft); font-size: 13px; }
.verdict { display: inline-block; margin: 14px 0 0; padding: 3px 12px; border-radius: 99px; font-size: 13px; font-weight: 600;
  border: 1px solid currentColor; }
.verdict.reached { color: var(--good); } .verdict.missed { color: var(--bad); } .verdict.stopped { color: var(--soft); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-top: 24px; }
.tile, figure, .panel { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.tile { padding: 14px 16px; }
.tile span { display: block; color: var(--soft); font-size: 13px; }
.tile b { font-size: 24px; font-weight: 600; letter-spacing: -0.01em; white-space: nowrap; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(440px, 100%), 1fr)); gap: 12px; }
figure { margin: 0; padding: 14px 16px 10px; }
figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 16px; }
.legend { color: var(--soft); font-size: 13px; display: flex; gap: 14px; }
.legend span { display: flex; align-items: center; gap: 6px; }
.legend i { width: 14px; height: 3px; border-radius: 2px; }
.key-1 { background: var(--one); } .key-2 { background: var(--two); }
svg { display: block; width: 100%; height: auto; overflow: visible; } svg svg { overflow: hidden; }
svg text { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
.grid { stroke: var(--line); }
.line-1, .line-2 { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.line-1 { stroke: var(--one); } .line-2 { stroke: var(--two); } .thin { stroke-width: 1.25; }
.dot-1, .dot-2 { stroke: var(--card); stroke-width: 1.5; } .dot-1 { fill: var(--one); } .dot-2 { fill: var(--two); }
.bar { fill: var(--one); opacity: 0.75; } .gap { fill: var(--two); opacity: 0.45; } .few { opacity: 0.4; }
.ideal { stroke: var(--soft); stroke-dasharray: 4 4; } .legend .key-bar, .legend .key-gap { width: 10px; height: 10px; }
.key-bar { background: var(--one); } .key-gap { background: var(--two); opacity: 0.6; }
.panel { padding: 16px; overflow-x: auto; } .panel + .charts { margin-top: 12px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.confusion { width: 100%; text-align: center; border-spacing: 2px; border-collapse: separate; font-size: 14px; }
.confusion th { font-weight: 600; color: var(--soft); padding: 4px 6px; font-size: 13px; }
.confusion td { padding: 6px 4px; border-radius: 5px; min-width: 40px; }
.confusion .corner { font-weight: 400; text-align: left; white-space: nowrap; }
.confusion .right { background: rgba(var(--right), 0.16); }
.confusion .wrong { background: color-mix(in srgb, var(--wrong) var(--s), transparent); font-weight: 600; }
.confusion .none { color: var(--line); }
.confusion .recall { color: var(--soft); white-space: nowrap; }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(112px, 1fr)); gap: 12px; }
.mistake { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 8px; text-align: center; }
.mistake img { width: 100%; aspect-ratio: 1; image-rendering: pixelated; border-radius: 6px; display: block; }
.mistake p { margin: 6px 0 0; } .mistake small { display: block; color: var(--soft); }
.bad { color: var(--bad); }
.pictures { display: flex; flex-wrap: wrap; gap: 12px; }
.picture { padding: 10px; } .picture img { image-rendering: pixelated; border-radius: 6px; display: block; max-width: 100%; }
.picture p { margin: 6px 0 0; font-size: 13px; color: var(--soft); }
.texts { display: grid; gap: 12px; } .texts h3 { font-size: 14px; margin: 0 0 6px; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, Menlo, Consolas, monospace; }
.rows { width: 100%; font-size: 14px; } .rows th { text-align: left; color: var(--soft); font-weight: 600; }
.rows th, .rows td { padding: 4px 16px 4px 0; border-top: 1px solid var(--line); vertical-align: top; }
.facts { columns: 2 340px; column-gap: 12px; } .facts .panel { break-inside: avoid; margin-bottom: 12px; }
.facts h3 { font-size: 14px; margin: 0 0 8px; }
.facts table { width: 100%; font-size: 14px; }
.facts td { padding: 4px 0; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.facts td:first-child { color: var(--soft); padding-right: 16px; white-space: nowrap; }
@media (max-width: 540px) { main { padding: 24px 14px 48px; } figure { padding: 12px 10px 8px; } svg text { font-size: 15px; } }
footer { margin-top: 36px; color: var(--soft); font-size: 13px; }
`;
