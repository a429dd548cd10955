// JSON with the digits that the server sent: ids beyond 2^53, and 1.10 as 1.10. Apart from src/json/exactJson.ts, which keeps
// only what a double cannot hold and needs raw JSON, because this is for display, in browsers that may lack it.

interface ParseContext {
  source?: string;
}

// TypeScript's library does not know the source of a number and raw JSON yet; older browsers do not have them.
const withSource = JSON as unknown as {
  parse(text: string, reviver: (key: string, value: unknown, context?: ParseContext) => unknown): unknown;
  rawJSON?(text: string): unknown;
};

/** The parsed value, to be shown with JSON.stringify and never calculated with. */
export function parseExactly(text: string): unknown {
  return withSource.parse(text, (_, value, context) =>
    typeof value === 'number' && context?.source !== undefined && String(value) !== context.source
      ? (withSource.rawJSON?.(context.source) ?? value)
      : value,
  );
}
