import { MIGRATION_SETS } from './migration-sets';

const TIMESTAMP_DIGITS = 13;

/** Where a set's migrations are, from the project's root. */
export const folderOf = (set: string): string =>
  set === 'gateway' ? 'gateway/migrations' : `subgraphs/${set}/migrations`;

/**
 * The text of a new migration.
 *
 * @param subgraph whose
 * @param name kebab-case: `add-project-address`
 * @param now gives the timestamp that orders migrations; where a clock is behind, it is one after the last migration's
 * @throws Error that says how to call it
 */
export function newMigration(
  subgraph: string,
  name: string,
  now: Date,
): { path: string; className: string; text: string } {
  const set = MIGRATION_SETS.find((one) => one.name === subgraph);
  if (!set || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    const names = MIGRATION_SETS.map((one) => one.name).join('|');
    throw new Error(`Call it so: npm run cli -- migrate create <${names}> <name-in-kebab-case>`);
  }
  const last = Math.max(
    ...set.migrations.map((migration) => Number(migration.name.slice(-TIMESTAMP_DIGITS))),
  );
  const timestamp = Math.max(now.getTime(), last + 1);
  const className = `${name.replace(/(^|-)([a-z0-9])/g, (_all, _dash, letter: string) => letter.toUpperCase())}${timestamp}`;
  return {
    path: `${folderOf(subgraph)}/${timestamp}-${name}.ts`,
    className,
    text: `import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why this change is made. The version before it still runs on the result (docs/migrations.md). */
export class ${className} implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(\`\`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(\`\`);
  }
}
`,
  };
}
