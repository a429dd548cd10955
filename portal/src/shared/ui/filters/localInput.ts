// Between instants and what <input type="datetime-local"> holds: wall time of the viewer's zone, without its name.

export function toLocalInput(at: string): string {
  const instant = new Date(at);
  const local = new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** Undefined while the input is empty. */
export function fromLocalInput(text: string): string | undefined {
  return text === '' ? undefined : new Date(text).toISOString();
}
