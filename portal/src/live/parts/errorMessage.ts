/** Of an error that is nobody's fault but the page's. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
