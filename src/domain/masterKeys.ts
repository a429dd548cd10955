// Master keys of call signatures as an operator writes them, in SIGNING_KEYS or in the file of SIGNING_KEYS_FILE.

export const MASTER_KEYS_RULE =
  'must be 1 to 10 different keys of at least 32 characters, the newest first, with commas or line breaks between them (openssl rand -base64 32 makes one)';

const MIN_CHARACTERS = 32;
const MAX_KEYS = 10;

/** @returns undefined when they break the rule */
export function parseMasterKeys(text: string): readonly string[] | undefined {
  const keys = text.split(/[\s,]+/).filter((key) => key !== '');
  const isGood =
    keys.length >= 1 &&
    keys.length <= MAX_KEYS &&
    keys.every(({ length }) => length >= MIN_CHARACTERS) &&
    new Set(keys).size === keys.length;
  return isGood ? keys : undefined;
}
