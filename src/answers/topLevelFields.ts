// The fields of a JSON object that is too long to parse, or truncated.

export interface Field {
  /** Its value as written, as far as it arrived. */
  source: string;
  whole: boolean;
}

const SPACE = /[ \t\r\n]*/y;

/** The first fields of the object, by name: up to the end of the text or of its valid JSON. Undefined when it is not an object. */
export function topLevelFields(text: string): Map<string, Field> | undefined {
  let at = skipSpace(text, 0);
  if (text[at] !== '{') return undefined;
  const fields = new Map<string, Field>();
  do {
    const from = skipSpace(text, at + 1);
    const nameEnd = text[from] === '"' ? endOfString(text, from) : undefined;
    if (nameEnd === undefined) break;
    const colon = skipSpace(text, nameEnd);
    if (text[colon] !== ':') break;
    const valueFrom = skipSpace(text, colon + 1);
    const valueEnd = endOfValue(text, valueFrom);
    const source = text.slice(valueFrom, valueEnd);
    fields.set(text.slice(from + 1, nameEnd - 1), { source, whole: valueEnd !== undefined });
    if (valueEnd === undefined) break;
    at = skipSpace(text, valueEnd);
  } while (text[at] === ',');
  return fields;
}

function skipSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  SPACE.test(text);
  return SPACE.lastIndex;
}

/** Undefined when the text ends first. */
function endOfValue(text: string, from: number): number | undefined {
  if (text[from] === '"') return endOfString(text, from);
  for (let depth = 0, at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      if (end === undefined) return undefined;
      at = end - 1;
    } else if (character === '{' || character === '[') {
      depth += 1;
    } else if (character === '}' || character === ']') {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (character === ',' && depth === 0) {
      return at;
    }
  }
  return undefined;
}

/** The index after the string that begins at `from`; undefined when the text ends first. */
export function endOfString(text: string, from: number): number | undefined {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text[at - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
  return undefined;
}
