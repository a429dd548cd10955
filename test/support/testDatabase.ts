// A migrated database of one test file's own, copied from the template that globalSetup made.
import { inject } from 'vitest';
import { createDatabase, TEMPLATE_DATABASE, type TestDatabase } from './createDatabase.ts';

export function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(inject('databaseAdminUrl'), TEMPLATE_DATABASE);
}

/** Without the migrations. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase(inject('databaseAdminUrl'));
}
