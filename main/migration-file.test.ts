import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../service-kit/process/paths';
import { folderOf, newMigration } from './migration-file';
import { MIGRATION_SETS } from './migration-sets';

it.each(MIGRATION_SETS.map(({ name }) => name))('puts a migration of %s beside the others', (set) => {
  const { path, text } = newMigration(set, 'add-thing', new Date(0));
  expect(existsSync(join(projectRoot, folderOf(set), 'index.ts'))).toBe(true);
  expect(path).toMatch(new RegExp(`^${folderOf(set)}/\\d{13}-add-thing\\.ts$`));
  expect(text).toContain('export class AddThing');
});

it.each([
  ['nowhere', 'add-thing'],
  ['', 'add-thing'],
  ['crm', 'Add thing'],
  ['crm', '../add-thing'],
])('refuses the set %j with the name %j, and says how to call it', (set, name) => {
  expect(() => newMigration(set, name, new Date())).toThrow(
    /migrate create <identity\|crm\|estimates\|gateway>/,
  );
});
