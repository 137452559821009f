import { parseArgs } from 'node:util';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { importPeople } from '../subgraphs/identity/src/imports/import-people';
import type { Platform } from './platform';

const USAGE = 'Usage: import-users <file> --organization <id> [--role <key>] [--dry-run]';

/**
 * `import-users <file> --organization <id>`: people of an old system, CSV or JSON lines, with their password hashes.
 *
 * @throws Error in words: a mistake in the words or in the file; nothing was imported then
 */
export async function importUsers(
  platform: Platform,
  words: string[],
  write: (line: string) => void,
): Promise<void> {
  const { path, orgId, role, isDryRun } = readWords(words);
  const source = await connectIdentity(await platform.urlFor('identity'), { poolSize: 1 });
  try {
    const result = await importPeople(source, {
      path,
      orgId,
      role,
      isDryRun,
      onMistake: ({ line, field, message }) => write(`line ${line}${field ? `, ${field}` : ''}: ${message}`),
    });
    const { mistakes, newPeople, newMembers, refused } = result;
    const people = result.people - refused;
    if (mistakes > 0)
      throw new Error(`${mistakes} mistakes in ${result.people} lines. Nothing was imported.`);
    if (isDryRun) write(`${people} people, no mistake. Nothing was imported: this was a dry run.`);
    else
      write(
        `${people} people: ${newPeople} new accounts, ${people - newPeople} known; ${newMembers} new members, ${people - newMembers} were members.`,
      );
    if (refused > 0) write(`${refused} lines were left out, as said above.`);
  } finally {
    await source.destroy();
  }
}

function readWords(words: string[]): { path: string; orgId: string; role: string; isDryRun: boolean } {
  let parsed;
  try {
    parsed = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        organization: { type: 'string' },
        role: { type: 'string', default: 'viewer' },
        'dry-run': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
  const { positionals, values } = parsed;
  const [path] = positionals;
  if (!path || positionals.length > 1 || !values.organization) throw new Error(USAGE);
  return { path, orgId: values.organization, role: values.role, isDryRun: values['dry-run'] };
}
