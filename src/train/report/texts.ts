import { requireKind } from "../../base/argument-kinds.ts";
import { escapeText } from "./markup.ts";
import type { ReportSection } from "./section.ts";

/** A section of texts as they are, one below the other, each with a heading if it has one. */
export function textsSection(
  title: string,
  texts: readonly { readonly heading?: string; readonly text: string }[],
  note?: string,
): ReportSection {
  requireKind("text", "call textsSection", { title });
  requireKind("array", "call textsSection", { texts });
  const parts = texts.map(
    ({ heading, text }) =>
      `<div class="panel">${heading === undefined ? "" : `<h3>${escapeText(heading)}</h3>`}<pre>${escapeText(text)}</pre></div>`,
  );
  return { title, ...(note && { note }), body: `<div class="texts">${parts.join("")}</div>` };
}
