import type { Client } from 'pg';
import { FileMissing, objectKey, type FileStore } from '../../service-kit/files/file-store';
import type { BackupRecord } from './records';

/** Files that were put into a backup so far, and those that rows name and the store no longer had. */
export interface FilesDone {
  files: number;
  missing: string[];
}

interface FileRow {
  org_id: string;
  id: string;
  sha256: string;
  name: string;
  kind: string;
}

const FILES_AT_ONCE = 500;

/**
 * The files that the snapshot's rows name, a few hundred rows at a time.
 *
 * @param orgId of one organisation only; null for all
 * @throws Error when the store has none of them: it is not the installation's
 */
export async function* fileRecords(
  client: Client,
  store: FileStore,
  done: FilesDone,
  orgId: string | null,
): AsyncGenerator<BackupRecord> {
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT format('%I.files', schemaname) AS name FROM pg_tables WHERE tablename = 'files' ORDER BY schemaname`,
  );
  for (const { name: table } of tables) {
    let after = ['00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000'];
    for (;;) {
      const { rows } = await client.query<FileRow>(
        `SELECT org_id, id, sha256, name, kind FROM ${table} WHERE state = 'STORED' AND (org_id, id) > ($1::uuid, $2::uuid)
            AND ($3::uuid IS NULL OR org_id = $3) ORDER BY org_id, id LIMIT ${FILES_AT_ONCE}`,
        [...after, orgId],
      );
      for (const row of rows) yield* fileRecord(row, store, done);
      const last = rows.at(-1);
      if (!last) break;
      after = [last.org_id, last.id];
    }
  }
  if (done.files === 0 && done.missing.length > 0)
    throw new Error(
      `The store (${store.place}) has none of the ${done.missing.length} files that the database names, so this is not the installation's. ` +
        'Make the backup where its DATA_DIR is, or with its S3_… settings.',
    );
}

async function* fileRecord(row: FileRow, store: FileStore, done: FilesDone): AsyncGenerator<BackupRecord> {
  const key = objectKey(row.org_id, row.id);
  try {
    const bytes = await store.get(key);
    yield { header: { kind: 'file', key, sha256: row.sha256, name: row.name, media: row.kind }, bytes };
    done.files += 1;
  } catch (error) {
    if (!(error instanceof FileMissing)) throw error;
    done.missing.push(key); // removed since the snapshot: the restored row is told from its file by the same check
  }
}
