/** Message of an error in the page itself. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
