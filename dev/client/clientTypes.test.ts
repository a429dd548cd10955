import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CLIENT_TYPES, formattedClientTypes } from './writeClientTypes.ts';

it("has in the client's types what the contract says: `npm run clients:types`", async () => {
  expect(readFileSync(CLIENT_TYPES, 'utf8')).toBe(await formattedClientTypes());
});
