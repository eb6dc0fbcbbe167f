import type { ConfusionMatrix } from "../../metrics/index.ts";
import { escapeText, perCent } from "./markup.ts";

/**
 * A confusion matrix as a table: a row a true class, a column a predicted one. What was found is tinted one way,
 * mistakes another, the more the stronger.
 */
export function confusionTable(matrix: ConfusionMatrix, classes: readonly string[]): string {
  const indices = classes.map((_, i) => i);
  const mistakes = indices.flatMap((t) => indices.filter((p) => p !== t).map((p) => matrix.count(t, p)));
  const mostMistakes = Math.max(1, ...mistakes);
  const cell = (t: number, p: number): string => {
    const count = matrix.count(t, p);
    const names = `${classes[t]} taken for ${classes[p]}: ${count}`;
    if (t === p)
      return `<td class="right" title="${escapeText(`${classes[t]} found: ${count}`)}">${count}</td>`;
    if (count === 0) return `<td class="none" title="${escapeText(names)}">·</td>`;
    const strength = Math.round(20 + (70 * count) / mostMistakes);
    return `<td class="wrong" style="--s:${strength}%" title="${escapeText(names)}">${count}</td>`;
  };
  const head = classes.map((name) => `<th scope="col">${escapeText(name)}</th>`).join("");
  const rows = indices.map(
    (t) =>
      `<tr><th scope="row">${escapeText(classes[t]!)}</th>${indices.map((p) => cell(t, p)).join("")}` +
      `<td class="recall">${perCent(matrix.recall(t), 1)}</td></tr>`,
  );
  const precision = indices.map(
    (p) => `<td class="recall">${perCent(matrix.precision(p), 1).replace(" %", "")}</td>`,
  );
  return (
    `<table class="confusion"><thead><tr><th class="corner">is ↓ taken for →</th>${head}<th>recall</th></tr></thead>` +
    `<tbody>${rows.join("")}<tr><th scope="row">precision %</th>${precision.join("")}` +
    `<td class="recall"><b>${perCent(matrix.accuracy)}</b></td></tr></tbody></table>`
  );
}
