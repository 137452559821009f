import type { KeyObject } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { KeyRing } from '../../service-kit/auth/secrets';
import { newId } from '../../service-kit/data/ids';
import { connectClient } from '../../service-kit/postgres/database-roles';
import { checkMigrated } from '../../service-kit/postgres/migration-states';
import { readPublicKeys } from '../audit-keys';
import { MIGRATION_SETS } from '../migration-sets';
import { sealSecrets } from './organization-secrets';
import { fillAudit, fillPeople, isAuditHere, type People } from './organization-rows';
import { isAudit, organizationTables, type PeopleTable } from './organization-tables';
import { textOf, type BackupRecord, type RecordHeader } from './records';
import { openBackup, prepareMonths, refuseOtherVersion } from './restore';
import { restoreFile, type FilePlace } from './restore-file';
import { BackupUnreadable } from './sealed-stream';
import { seesEverything, type Table } from './tables';

/*
 * Brings one organisation back, beside others that work on: into the installation that it comes from, once it is removed there, or into
 * another one of the same version. All in one transaction; ids are kept, so an organisation that is there already is refused.
 */

/** What is restored into. */
export interface OrganizationRestoreParts extends FilePlace {
  readonly databaseUrl: string;
  /** What the backup is sealed with. */
  readonly secret: string;
  /** Of this installation: secrets are sealed with it. */
  readonly keyRing: KeyRing;
  /** Keys that this installation trusts to have signed audits, by id. */
  readonly auditKeys: ReadonlyMap<string, KeyObject>;
  readonly onProgress: (words: string) => void;
}

/** What came back. */
export interface RestoredOrganization {
  readonly orgId: string;
  readonly name: string;
  readonly madeAt: string;
  readonly rows: number;
  readonly people: number;
  /** Of them: people who were here already, and were left as they are. */
  readonly keptPeople: number;
  readonly files: number;
  /** Public keys of its audit that this installation does not trust yet, in PEM. */
  readonly unknownAuditKeys: readonly string[];
}

type Begin = RecordHeader & { kind: 'organization' };

/**
 * Restores what `backUpOrganization` made.
 *
 * @throws Error when the organisation or one of its keys is here already, an address belongs to somebody else here, the audit here says
 *   otherwise, or the versions differ; BackupUnreadable as `restoreBackup` does
 */
export async function restoreOrganization(
  parts: OrganizationRestoreParts,
  path: string,
): Promise<RestoredOrganization> {
  const { begin, records } = await openBackup(path, parts.secret);
  if (begin.kind !== 'organization')
    throw new Error('This is the backup of an installation, not of one organisation.');
  const client = await connectClient(parts.databaseUrl);
  try {
    if (!(await seesEverything(client)))
      throw new Error('A restore needs a superuser in DATABASE_URL: it writes rows past their triggers.');
    await checkMigrated(parts.databaseUrl, MIGRATION_SETS);
    await refuseOtherVersion(parts.databaseUrl, begin.migrations);
    await prepareMonths(parts.databaseUrl);
    await client.query('BEGIN');
    await client.query(`SET LOCAL session_replication_role = replica; SET LOCAL statement_timeout = 0`);
    await refuseIfThere(client, begin);
    const filled = await fillAndTell(client, begin, records, parts);
    await client.query('COMMIT');
    return { orgId: begin.orgId, name: begin.name, madeAt: begin.madeAt, ...filled };
  } finally {
    await client.end(); // an open transaction ends with it
  }
}

/** Files are no part of the transaction: of a restore that fails none stays. */
async function fillAndTell(
  client: Client,
  begin: Begin,
  records: AsyncIterable<BackupRecord>,
  parts: OrganizationRestoreParts,
): Promise<Filled> {
  const put: string[] = [];
  try {
    const filled = await fill(client, begin, records, { ...parts, onFile: (key) => void put.push(key) });
    // Of one that was deleted when the backup was made, the time to take it back begins anew: else it would be removed at once.
    await client.query(
      `UPDATE identity.organization_deletions SET deletes_at = greatest(deletes_at, now() + interval '30 days') WHERE org_id = $1`,
      [begin.orgId],
    );
    await tell(client, begin, filled.rows);
    return filled;
  } catch (error) {
    for (const key of put) await parts.store.remove(key).catch(() => undefined); // why it failed matters more
    throw inWords(error);
  }
}

/** The audit stays when an organisation is removed: what is there of it is compared. */
async function refuseIfThere(client: Client, { orgId, name }: Begin): Promise<void> {
  const { own } = await organizationTables(client);
  for (const table of own.filter((one) => !isAudit(one.name))) {
    const found = await client.query(`SELECT FROM ${table.source} WHERE org_id = $1 LIMIT 1`, [orgId]);
    if (found.rowCount)
      throw new Error(
        `The organisation ${orgId} (${name}) is here already: ${table.name} has rows of it. Ids are kept, so it can be restored where it is not, ` +
          'or after it was deleted and removed here.',
      );
  }
}

type Filled = Omit<RestoredOrganization, 'orgId' | 'name' | 'madeAt'>;

async function fill(
  client: Client,
  { orgId }: Begin,
  records: AsyncIterable<BackupRecord>,
  parts: OrganizationRestoreParts,
): Promise<Filled> {
  const known = await organizationTables(client);
  const isHere = await isAuditHere(client, orgId, parts.auditKeys);
  let [tables, rows, files] = [0, 0, 0];
  let end: (RecordHeader & { kind: 'end' }) | null = null;
  const people: People = { orgId, new: new Set(), kept: new Set() };
  const unknownAuditKeys: string[] = [];
  for await (const { header, bytes } of records) {
    if (header.kind === 'table' || header.kind === 'people') {
      const count = await fillTable(client, header, bytes, { orgId, isHere, known, people });
      tables += 1;
      rows += count;
      if (count > 0) parts.onProgress(`${header.name}: ${count} rows`);
    } else if (header.kind === 'sequences') await advance(client, await textOf(bytes));
    else if (header.kind === 'secrets') await sealSecrets(client, parts.keyRing, await textOf(bytes), people);
    else if (header.kind === 'auditKeys')
      unknownAuditKeys.push(...untrusted(await textOf(bytes), parts.auditKeys));
    else if (header.kind === 'file') {
      if (!header.key.startsWith(`${orgId}/`))
        throw new BackupUnreadable('A file is another organisation’s.');
      await restoreFile(parts, header, bytes);
      files += 1;
    } else if (header.kind === 'end') end = header;
  }
  if (!end || end.rows !== rows || end.tables !== tables || end.files !== files)
    throw new BackupUnreadable('The backup is not complete.');
  return {
    rows,
    files,
    people: people.new.size + people.kept.size,
    keptPeople: people.kept.size,
    unknownAuditKeys,
  };
}

/** Fills the table that a record is of. @returns how many rows the record has */
async function fillTable(
  client: Client,
  { kind, name, columns }: RecordHeader & { kind: 'table' | 'people' },
  bytes: AsyncIterable<Buffer>,
  to: {
    orgId: string;
    isHere: boolean;
    known: Awaited<ReturnType<typeof organizationTables>>;
    people: People;
  },
): Promise<number> {
  const known = to.known[kind === 'table' ? 'own' : 'people'].find((table) => table.name === name);
  if (!known || !columns.every((column) => known.columns.includes(column)))
    throw new BackupUnreadable(`There is no table ${name} here.`);
  if (kind === 'people') return fillPeople(client, { ...(known as PeopleTable), columns }, bytes, to.people);
  return isAudit(name)
    ? fillAudit(client, { name, columns }, bytes, to)
    : fillOwn(client, { ...known, columns }, bytes, to.orgId);
}

/** @throws BackupUnreadable for rows of another organisation: there were none of this one before */
async function fillOwn(
  client: Client,
  { name, columns, source }: Table,
  bytes: AsyncIterable<Buffer>,
  orgId: string,
): Promise<number> {
  const stream = client.query(copyFrom(`COPY ${name} (${columns.join(', ')}) FROM STDIN`));
  await pipeline(Readable.from(bytes, { objectMode: false }), stream);
  const copied = (stream as unknown as { rowCount: number }).rowCount;
  const { rows } = await client.query<{ own: number }>(
    `SELECT count(*)::int AS own FROM ${source} WHERE org_id = $1`,
    [orgId],
  );
  if (rows[0]?.own !== copied)
    throw new BackupUnreadable(`Rows of ${name} are another organisation’s: nothing is restored.`);
  return copied;
}

/** So far beyond, that nobody who takes a number meanwhile goes back behind it. */
const AHEAD = 1_000_000;

/** Versions and positions go on behind those of the backup: what comes later must not look older. */
async function advance(client: Client, text: string): Promise<void> {
  for (const [name, at] of Object.entries(JSON.parse(text) as Record<string, string>))
    await client.query(
      `SELECT setval($1::regclass, $2::bigint + ${AHEAD}) FROM pg_sequences
        WHERE format('%I.%I', schemaname, sequencename) = $1::text AND coalesce(last_value, 0) < $2::bigint`,
      [name, at],
    );
}

const untrusted = (pems: string, trusted: ReadonlyMap<string, KeyObject>): string[] =>
  [...readPublicKeys(pems)].flatMap(([id, key]) =>
    trusted.has(id) ? [] : [key.export({ type: 'spki', format: 'pem' }).toString()],
  );

/** Triggers rested: that data has changed is noted here, and the organisation's audit says what happened. */
async function tell(client: Client, { orgId, madeAt }: Begin, rows: number): Promise<void> {
  await client.query(`SELECT set_config('app.org_id', $1, true), changes.note($1::uuid)`, [orgId]);
  await client.query(`SELECT changes.note('00000000-0000-0000-0000-000000000000')`); // its people are seen elsewhere, too
  const told = [{ type: 'Restore', id: orgId, after: { madeAt, rows } }];
  await client.query(
    `SELECT audit.record($1, 'identity', 'organizationRestored', 'DONE', 'SYSTEM', 'restore of a backup', NULL, NULL, $2::jsonb)`,
    [newId(), JSON.stringify(told)],
  );
}

/** A key that is unique in the whole installation (a domain for log-in, a link's hash) may be taken. */
function inWords(error: unknown): unknown {
  const { code, schema, table, constraint } = error as Partial<Record<string, string>>;
  if (code !== '23505') return error;
  return new Error(
    `Something of the organisation is here already, under another organisation or person: ${schema}.${table} (${constraint}). Nothing is restored.`,
  );
}
