import type { KeyObject } from 'node:crypto';
import type { Client } from 'pg';
import type { KeyRing } from '../../service-kit/auth/secrets';
import type { FileStore } from '../../service-kit/files/file-store';
import { fileRecords, type FilesDone } from './file-records';
import { openSecrets } from './organization-secrets';
import { MEMBERS, organizationTables } from './organization-tables';
import { nothing, once, type BackupRecord } from './records';
import { originOf, refuseToOverwrite, tableRecord, writeSealedFile } from './sealed-file';
import { sequencesOf } from './tables';

/*
 * The backup of one organisation: its rows of every schema as of one moment, its people, its files, its secrets, and nothing of another's.
 * It holds no key of the installation. `organization-tables.ts` says what is left out.
 */

/** What is backed up, and where to. */
export interface OrganizationBackupParts {
  readonly databaseUrl: string;
  readonly store: FileStore;
  /** Opens what is sealed in its rows. */
  readonly keyRing: KeyRing;
  /** Public keys that verify its audit, by id. */
  readonly auditKeys: ReadonlyMap<string, KeyObject>;
  /** What the backup is sealed with. */
  readonly secret: string;
  readonly onProgress: (words: string) => void;
}

/** What it holds. */
export interface BackedUpOrganization {
  readonly name: string;
  readonly rows: number;
  readonly people: number;
  readonly files: number;
  readonly missing: readonly string[];
  /** Secrets that no key of the ring opens: they are in it as they are, for nobody to open. */
  readonly lostSecrets: number;
  readonly bytes: number;
}

type Done = FilesDone & { name: string; tables: number; rows: number; people: number; lostSecrets: number };

/**
 * Makes one. The file appears whole, or not at all.
 *
 * @throws Error when there is no such organisation, and as `makeBackup` does
 */
export async function backUpOrganization(
  parts: OrganizationBackupParts,
  orgId: string,
  path: string,
): Promise<BackedUpOrganization> {
  refuseToOverwrite(path);
  const done: Done = { name: '', tables: 0, rows: 0, people: 0, files: 0, missing: [], lostSecrets: 0 };
  const bytes = await writeSealedFile(parts, path, (client) => recordsOf(client, parts, orgId, done));
  return { ...done, bytes };
}

async function* recordsOf(
  client: Client,
  parts: OrganizationBackupParts,
  orgId: string,
  done: Done,
): AsyncGenerator<BackupRecord> {
  done.name = await nameOf(client, orgId);
  const origin = await originOf(client, parts.databaseUrl);
  yield {
    header: { kind: 'organization', version: 1, ...origin, orgId, name: done.name },
    bytes: nothing(),
  };
  yield* rowRecords(client, parts, orgId, done);
  yield { header: { kind: 'sequences' }, bytes: once(JSON.stringify(await sequencesOf(client))) };
  const { text, lost } = await openSecrets(client, parts.keyRing, orgId);
  done.lostSecrets = lost;
  yield { header: { kind: 'secrets' }, bytes: once(text) };
  const pems = [...parts.auditKeys.values()].map((key) => key.export({ type: 'spki', format: 'pem' }));
  yield { header: { kind: 'auditKeys' }, bytes: once(pems.join('')) };
  yield* fileRecords(client, parts.store, done, orgId);
  const { tables, rows, files } = done;
  yield { header: { kind: 'end', tables, rows, files }, bytes: nothing() };
}

async function nameOf(client: Client, orgId: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT name FROM identity.organizations WHERE org_id = $1::uuid',
    [orgId],
  );
  if (!rows[0]) throw new Error(`There is no organisation ${orgId}.`);
  return rows[0].name;
}

async function* rowRecords(
  client: Client,
  { onProgress }: OrganizationBackupParts,
  orgId: string,
  done: Done,
): AsyncGenerator<BackupRecord> {
  const { own, people } = await organizationTables(client);
  const tell = (name: string, rows: number): void => {
    done.tables += 1;
    done.rows += rows;
    if (name === 'identity.users') done.people = rows;
    if (rows > 0) onProgress(`${name}: ${rows} rows`);
  };
  // COPY takes no parameters; that it is an id was made sure of by finding the organisation.
  const org = `'${orgId}'::uuid`;
  for (const table of own) {
    const query = `(SELECT ${table.columns.join(', ')} FROM ${table.source} WHERE org_id = ${org})`;
    tell(table.name, yield* tableRecord(client, table, query));
  }
  for (const table of people) {
    const members = MEMBERS.replace('$1', org);
    const query = `(SELECT ${table.columns.join(', ')} FROM ${table.source} WHERE ${table.person} IN (${members}))`;
    tell(table.name, yield* tableRecord(client, table, query, 'people'));
  }
}
