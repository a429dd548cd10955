// Makes metadata storable: a value that the database cannot store is replaced by a note, and never refused.
import { exactSource, isKeepable } from '../json/exactJson.ts';
import { cutText, storable } from './cutText.ts';
import { MAX_DEPTH } from './limits.ts';
import { endOfString } from './topLevelFields.ts';

const TOO_DEEP = `… (nested deeper than ${MAX_DEPTH} levels)`;
/** A NUL character, half of a surrogate pair, or a number beyond all range can only come from text with one of these. */
const SUSPICIOUS = /\\u(?:0000|[dD][89a-fA-F])|\d{101}|\d[eE][-+]?\d{3}/;

/**
 * Texts and names without NUL characters and halves of surrogate pairs; numbers beyond any range as text; depth cut.
 * @param value is changed
 * @param text that it was parsed from: usually it needs no change, and checking each value takes ten times as long
 */
export function tidyJson(value: unknown, text: string): unknown {
  return SUSPICIOUS.test(text) || isDeep(text) ? tidy(value, 1) : value;
}

function tidy(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return storable(value);
  if (typeof value !== 'object' || value === null) return value;
  const source = exactSource(value);
  if (source !== undefined) return isKeepable(source) ? value : cutText(source, 100);
  if (depth > MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(value)) {
    for (const [index, part] of value.entries()) value[index] = tidy(part, depth + 1);
    return value;
  }
  const parts = value as Record<string, unknown>;
  const names = Object.keys(parts);
  if (names.some((name) => storable(name) !== name)) {
    return Object.fromEntries(names.map((name) => [storable(name), tidy(parts[name], depth + 1)]));
  }
  for (const name of names) parts[name] = tidy(parts[name], depth + 1);
  return value;
}

function isDeep(json: string): boolean {
  for (let depth = 0, at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (character === '"') {
      at = (endOfString(json, at) ?? json.length) - 1;
    } else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (character === '}' || character === ']') {
      depth -= 1;
    }
  }
  return false;
}
