/*
 * Refuses migrations that are dangerous while the product serves (main/migration-risks.ts). Those that were there before this
 * check are in known-migrations.json with what they risk; nothing is added to it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MIGRATION_SETS } from '../main/migration-sets';
import { migrationRisks, RISKS } from '../main/migration-risks';
import { projectRoot } from '../service-kit/process/paths';

const known = JSON.parse(
  readFileSync(join(projectRoot, 'scripts', 'known-migrations.json'), 'utf8'),
) as Record<string, string[]>;

async function main(): Promise<void> {
  for (const make of MIGRATION_SETS.flatMap(({ migrations }) => migrations)) {
    for (const { risk, statement } of await migrationRisks(make)) {
      if (known[make.name]?.includes(risk)) continue;
      console.error(`${make.name} [${risk}] ${RISKS[risk]}\n    ${statement.slice(0, 160)}`);
      process.exitCode = 1;
    }
  }
}

void main();
