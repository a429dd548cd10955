// Shortens and cleans texts of services for rows and log lines.

/** Postgres takes neither a NUL character nor half of a surrogate pair; an answer must not fail because of one. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

/** At most `max` characters of a text, with a note of its length when it was cut. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return storable(text);
  return `${storable(text.slice(0, max))}… (${text.length.toLocaleString('en')} characters)`;
}

/** One line of at most `max` characters. */
export function quote(text: string, max: number): string {
  const start = text.slice(0, 10 * max);
  const line = storable(start.replaceAll(/\s+/g, ' ').trim());
  return line.length > max || start.length < text.length ? `${line.slice(0, max).toWellFormed()}…` : line;
}
