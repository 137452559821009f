import type { DataSource } from 'typeorm';
import { isId } from '../../../../service-kit/data/ids';
import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import { readPerson, type ImportedPerson, type LineMistake } from './import-person';
import { readPeopleFile } from './people-file';

/*
 * The people of old systems, out of a file: `npm run cli -- import-users`. The file is read twice: first all of its mistakes are told, and
 * only a file without any is written, in batches. Doing it again changes nothing, so a run that died is simply run again.
 */

const BATCH = 500;
/** More are several files. */
const MOST_PEOPLE = 200_000;

export interface ImportOptions {
  readonly orgId: string;
  readonly path: string;
  /** Of those whose line names none. */
  readonly role: string;
  /** Checks, and writes nothing. */
  readonly isDryRun: boolean;
  /** Told of each mistake as it is found. */
  onMistake(mistake: LineMistake): void;
}

export interface ImportResult {
  /** Lines with a person. */
  people: number;
  mistakes: number;
  /** Accounts that were made; the others were known. */
  newPeople: number;
  /** Who became a member; the others were. */
  newMembers: number;
}

/**
 * Checks a file, and imports its people when there is no mistake in it.
 *
 * @throws Error for an unknown organisation, a file that can't be read, or one with too many people
 */
export async function importPeople(source: DataSource, options: ImportOptions): Promise<ImportResult> {
  const { orgId, path, role, isDryRun } = options;
  const roles = await rolesOf(source, orgId);
  const result = { newPeople: 0, newMembers: 0, ...(await check(options, roles)) };
  if (result.mistakes > 0 || isDryRun) return result;
  let batch: ImportedPerson[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    const { newPeople, newMembers } = await write(source, orgId, batch);
    result.newPeople += newPeople;
    result.newMembers += newMembers;
    batch = [];
  };
  for await (const row of readPeopleFile(path)) {
    const person = readPerson(row, roles, role);
    if (Array.isArray(person)) throw new Error('The file was changed while it was read. Begin again.');
    batch.push(person);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  return result;
}

async function rolesOf(source: DataSource, orgId: string): Promise<Set<string>> {
  const rows = isId(orgId)
    ? ((await readInOrganization(source, orgId, (db) =>
        db.query('SELECT key FROM identity.roles WHERE org_id = $1 ORDER BY key', [orgId]),
      )) as { key: string }[])
    : [];
  if (rows.length === 0) throw new Error(`There is no organisation ${orgId}.`);
  return new Set(rows.map(({ key }) => key));
}

async function check(
  { path, role, onMistake }: ImportOptions,
  roles: ReadonlySet<string>,
): Promise<Pick<ImportResult, 'people' | 'mistakes'>> {
  const lines = new Map<string, number>();
  let people = 0;
  let mistakes = 0;
  const tell = (mistake: LineMistake) => {
    mistakes += 1;
    onMistake(mistake);
  };
  for await (const row of readPeopleFile(path)) {
    people += 1;
    if (people > MOST_PEOPLE)
      throw new Error(`A file takes ${MOST_PEOPLE} people at most: make several of it.`);
    const read = readPerson(row, roles, role);
    if (Array.isArray(read)) {
      read.forEach(tell);
      continue;
    }
    const before = lines.get(read.emailKey);
    if (before !== undefined)
      tell({ line: row.line, field: 'email', message: `stands in line ${before} already` });
    else lines.set(read.emailKey, row.line);
  }
  return { people, mistakes };
}

async function write(
  source: DataSource,
  orgId: string,
  people: readonly ImportedPerson[],
): Promise<Pick<ImportResult, 'newPeople' | 'newMembers'>> {
  const rows = (await inOrganization(
    source,
    orgId,
    (db) =>
      db.query(
        `SELECT new_people AS "newPeople", new_members AS "newMembers" FROM identity.import_people($1, $2::jsonb)`,
        [orgId, JSON.stringify(people)],
      ),
    undefined,
    {
      action: 'importUsers',
      actor: { kind: 'SYSTEM', id: 'import-users' },
      ip: null,
      requestId: null,
      told: [],
    },
  )) as Pick<ImportResult, 'newPeople' | 'newMembers'>[];
  return rows[0] ?? { newPeople: 0, newMembers: 0 };
}
