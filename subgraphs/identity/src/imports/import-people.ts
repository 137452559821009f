import type { DataSource, EntityManager } from 'typeorm';
import { isId } from '../../../../service-kit/data/ids';
import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import { takeFromSquatter } from '../accounts/squatters';
import { readPerson, type ImportedPerson, type LineMistake } from './import-person';
import { readPeopleFile } from './people-file';

/*
 * The people of old systems, out of a file: `npm run cli -- import-users`. The file is read twice: first all of its mistakes are told, and
 * only a file without any is written, in batches. Doing it again changes nothing, so a run that died is simply run again. A person who is
 * known keeps their account; one that never confirmed its address may be somebody else's, who loses it (src/accounts/squatters.ts).
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
  /** Lines whose address was another account's until a few days ago, which may take it back; they were left out. */
  refused: number;
}

/** A person, and where they stand in the file. */
type Line = ImportedPerson & { readonly line: number };

/**
 * Checks a file, and imports its people when there is no mistake in it.
 *
 * @throws Error for an unknown organisation, a file that can't be read, or one with too many people
 */
export async function importPeople(source: DataSource, options: ImportOptions): Promise<ImportResult> {
  const { orgId, path, role, isDryRun, onMistake } = options;
  const roles = await rolesOf(source, orgId);
  const result = { newPeople: 0, newMembers: 0, refused: 0, ...(await check(options, roles)) };
  if (result.mistakes > 0 || isDryRun) return result;
  let batch: Line[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    const { newPeople, newMembers, refused } = await write(source, orgId, batch);
    result.newPeople += newPeople;
    result.newMembers += newMembers;
    result.refused += refused.size;
    for (const { line, emailKey } of batch)
      if (refused.has(emailKey))
        onMistake({
          line,
          field: 'email',
          message:
            'was another account’s until a few days ago, which may take it back: import this line again in a week',
        });
    batch = [];
  };
  for await (const row of readPeopleFile(path)) {
    const person = readPerson(row, roles, role);
    if (Array.isArray(person)) throw new Error('The file was changed while it was read. Begin again.');
    batch.push({ ...person, line: row.line });
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

interface Written {
  newPeople: number;
  newMembers: number;
  /** Keys of addresses. */
  refused: Set<string>;
}

async function write(source: DataSource, orgId: string, people: readonly Line[]): Promise<Written> {
  return inOrganization(
    source,
    orgId,
    async (db) => {
      const [row] = (await db.query(
        `SELECT new_people AS "newPeople", new_members AS "newMembers", refused, unproved
           FROM identity.import_people($1, $2::jsonb)`,
        [orgId, JSON.stringify(people)],
      )) as { newPeople: number; newMembers: number; refused: string[]; unproved: string[] }[];
      if (!row) throw new Error('The import answered nothing.');
      await giveBack(db, people, row.unproved);
      return { ...row, refused: new Set(row.refused) };
    },
    undefined,
    {
      action: 'importUsers',
      actor: { kind: 'SYSTEM', id: 'import-users' },
      ip: null,
      requestId: null,
      told: [],
    },
  );
}

/** Accounts that never confirmed their address become those of the people in the file, by the passwords in it. */
async function giveBack(
  db: EntityManager,
  people: readonly Line[],
  userIds: readonly string[],
): Promise<void> {
  if (userIds.length === 0) return;
  await db.query(
    `UPDATE identity.users person SET password_hash = p."passwordHash",
            email_verified_at = CASE WHEN p."isVerified" THEN clock_timestamp() END
       FROM jsonb_to_recordset($2::jsonb) AS p ("emailKey" text, "passwordHash" text, "isVerified" boolean)
      WHERE person.id = ANY ($1) AND person.email_key = p."emailKey"`,
    [userIds, JSON.stringify(people)],
  );
  for (const userId of userIds) await takeFromSquatter(db, userId);
}
