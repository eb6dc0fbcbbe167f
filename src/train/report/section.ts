/** A part of a report below its curves. */
export interface ReportSection {
  readonly title: string;
  /** A phrase beside the title. */
  readonly note?: string;
  /** HTML that needs nothing from elsewhere; `escapeText` makes any text fit for it. */
  readonly body: string;
}
