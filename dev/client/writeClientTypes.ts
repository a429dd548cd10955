// Writes the types of the contract into the client, which depends on nothing: `npm run clients:types`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { clientTypes } from './clientTypes.ts';

export const CLIENT_TYPES = join(import.meta.dirname, '../../clients/typescript/src/contract.ts');

export async function formattedClientTypes(): Promise<string> {
  return format(clientTypes(), { parser: 'typescript', printWidth: 110, singleQuote: true });
}

if (import.meta.main) writeFileSync(CLIENT_TYPES, await formattedClientTypes());
