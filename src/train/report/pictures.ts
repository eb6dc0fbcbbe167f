import { requireKind } from "../../base/argument-kinds.ts";
import { encodePng, type Picture } from "../../image/index.ts";
import { escapeText } from "./markup.ts";
import type { ReportSection } from "./section.ts";

/** A picture in a report. */
export interface ShownPicture {
  readonly picture: Picture;
  /** What is written under it. */
  readonly caption?: string;
}

/** A section of pictures, each as wide as its content asks for. */
export function picturesSection(
  title: string,
  pictures: readonly ShownPicture[],
  note?: string,
): ReportSection {
  requireKind("text", "call picturesSection", { title });
  requireKind("array", "call picturesSection", { pictures });
  for (const each of pictures) {
    requireKind("options", "call picturesSection", { pictures: each });
    requireKind("object", "call picturesSection", { picture: each.picture });
  }
  const cards = pictures.map(({ picture, caption = "" }) => {
    const { width, height, rgba } = picture;
    const png = Buffer.from(encodePng({ width, height, channels: 4, data: rgba })).toString("base64");
    const text = escapeText(caption);
    const scale = Math.max(1, Math.min(8, Math.floor(320 / width)));
    return (
      `<figure class="picture"><img alt="${text}" width="${width * scale}" src="data:image/png;base64,${png}">` +
      `${text === "" ? "" : `<p>${text}</p>`}</figure>`
    );
  });
  return { title, ...(note && { note }), body: `<div class="pictures">${cards.join("")}</div>` };
}
