// Texts of services, made fit for a row and a log line.

/** Postgres takes neither a NUL character nor half of a surrogate pair; an answer must not fail for that. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

/** At most `max` characters of it, and how many there were. */
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
