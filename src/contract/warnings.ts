/** Something that is accepted but that its author should know; the shape is the same in every answer. */
export interface Warning {
  code: string;
  message: string;
  field?: string;
  /** Local dates, YYYY-MM-DD. */
  dates?: string[];
}
