import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { DataSource, EntityManager } from 'typeorm';
import { isId, newId } from '../data/ids';
import { inOrganization, readInOrganization } from '../postgres/database';
import { MEDIA_TYPES, type FileKind } from './file-kinds';
import { attachment, safeFileName } from './file-names';
import { objectKey, type FileStore } from './file-store';
import { PENDING_FOR } from './file-tables';
import { FileRefused, receiveFile, type ReceivedFile, type ReceiveLimits } from './spool';

/*
 * A file's life: PENDING (its row and its room are taken, its bytes are on their way) → STORED → LEAVING (nobody finds it any
 * more) → gone, its bytes before its row. A process may die anywhere in between: the cleaning goes on from there.
 */

/** Where files are kept, by whom, and how much. */
export interface FileSetting {
  readonly source: DataSource;
  /** The PostgreSQL schema of `createFileTables`. */
  readonly schema: string;
  readonly store: FileStore;
  /** A folder for what is on its way, on the disk of a local store. */
  readonly spool: string;
  /** What an organisation may keep. */
  readonly quotaBytes: number;
}

/** A file as the database knows it. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly kind: FileKind;
  readonly size: number;
  readonly sha256: string;
  readonly createdAt: Date;
}

/** A file to keep. */
export interface NewFile extends ReceiveLimits {
  /** As a person called it; made safe here. */
  readonly name: string;
  readonly content: AsyncIterable<Buffer | Uint8Array>;
  readonly createdBy: string | null;
  /** Gone after this; null: until it is removed. */
  readonly expiresAt: Date | null;
}

/**
 * Keeps a file: receives it, takes room for it, stores it.
 *
 * @throws FileRefused when it is too large, empty, of a kind that is not wanted, or there is no room left
 */
export async function saveFile(setting: FileSetting, orgId: string, file: NewFile): Promise<StoredFile> {
  const received = await receiveFile(setting.spool, file.content, file);
  try {
    return await store(setting, orgId, file, received);
  } finally {
    await rm(received.path, { force: true }); // a local store has moved it
  }
}

async function store(
  setting: FileSetting,
  orgId: string,
  file: NewFile,
  received: ReceivedFile,
): Promise<StoredFile> {
  const { source, schema } = setting;
  const id = newId();
  const { kind, size, sha256 } = received;
  const name = safeFileName(file.name, kind);
  await inOrganization(source, orgId, async (db) => {
    await takeRoom(setting, db, orgId, size);
    await db.query(
      `INSERT INTO ${schema}.files (org_id, id, name, kind, size, sha256, state, created_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'PENDING', $7, $8)`,
      [orgId, id, name, kind, size, sha256, file.createdBy, file.expiresAt],
    );
  });
  const headers = { contentType: MEDIA_TYPES[kind], contentDisposition: attachment(name) };
  try {
    await setting.store.put(objectKey(orgId, id), received, headers);
  } catch (error) {
    await removeFile(setting, orgId, id).catch(() => undefined); // its room is free again; what fails here is cleaned later
    throw error;
  }
  const [rows] = await inOrganization(source, orgId, (db) =>
    db.query<[{ created_at: Date }[], number]>(
      `UPDATE ${schema}.files SET state = 'STORED' WHERE org_id = $1 AND id = $2 RETURNING created_at`,
      [orgId, id],
    ),
  );
  const createdAt = rows[0]?.created_at;
  if (!createdAt) throw new Error('The row of a file went while its bytes came.');
  return { id, name, kind, size, sha256, createdAt };
}

/** Takes room in one statement, so that ten at once can't all find the last free byte. @throws FileRefused FILE_QUOTA */
export async function takeRoom(
  { schema, quotaBytes }: FileSetting,
  db: EntityManager,
  orgId: string,
  size: number,
): Promise<void> {
  const rows = await db.query<unknown[]>(
    `INSERT INTO ${schema}.file_usage AS usage (org_id, bytes) SELECT $1::uuid, $2::bigint WHERE $2::bigint <= $3::bigint
     ON CONFLICT (org_id) DO UPDATE SET bytes = usage.bytes + excluded.bytes
       WHERE usage.bytes + excluded.bytes <= $3::bigint
     RETURNING bytes`,
    [orgId, size, quotaBytes],
  );
  if (rows.length > 0) return;
  const room = Math.round(quotaBytes / 1024 / 1024);
  throw new FileRefused(
    'FILE_QUOTA',
    `Your organisation's room of ${room} MB for files is full. Delete files, or ask for more room.`,
  );
}

/** Finds a file of an organisation; null when it has none of this id, or it is over. */
export const findFile = async (setting: FileSetting, orgId: string, id: string): Promise<StoredFile | null> =>
  (await findFiles(setting, orgId, [id]))[0] ?? null;

/** Finds files of an organisation, in no order; those that it has not, or that are over, are left out. */
export async function findFiles(
  { source, schema }: FileSetting,
  orgId: string,
  ids: readonly string[],
): Promise<StoredFile[]> {
  const wanted = ids.filter(isId);
  if (wanted.length === 0) return [];
  const rows = await readInOrganization(source, orgId, (db) =>
    db.query<{ id: string; name: string; kind: FileKind; size: string; sha256: string; created_at: Date }[]>(
      `SELECT id, name, kind, size, sha256, created_at FROM ${schema}.files
        WHERE org_id = $1 AND id = ANY($2::uuid[]) AND state = 'STORED' AND (expires_at IS NULL OR expires_at > now())`,
      [orgId, wanted],
    ),
  );
  return rows.map(({ created_at: createdAt, size, ...rest }) => ({ ...rest, size: Number(size), createdAt }));
}

/** Opens the bytes of a file that {@link findFile} found. @throws FileMissing */
export const openFile = ({ store }: FileSetting, orgId: string, id: string): Promise<Readable> =>
  store.get(objectKey(orgId, id));

/** Removes a file; nobody finds it any more from now on, whatever fails afterwards. Does nothing when there is none. */
export async function removeFile(setting: FileSetting, orgId: string, id: string): Promise<void> {
  await removeBytes(setting, orgId, id);
  await removeRow(setting, orgId, id);
}

/** The same for a file's bytes alone: its row goes with whatever refers to it, which who removes all of an organisation does in order. */
export async function removeBytes(setting: FileSetting, orgId: string, id: string): Promise<void> {
  await takeOut(setting, orgId, id, 'true');
  await setting.store.remove(objectKey(orgId, id));
}

/** A file that nobody needs. The same stands in `file_work`. */
const IS_OVER = `(state = 'LEAVING' OR expires_at < now() OR (state = 'PENDING' AND created_at < now() - ${PENDING_FOR}))`;

/**
 * The same for a file that was found to be over: something may have kept it since then, and then it stays.
 *
 * @returns whether it went
 */
export async function removeIfOver(setting: FileSetting, orgId: string, id: string): Promise<boolean> {
  if (!(await takeOut(setting, orgId, id, IS_OVER))) return false;
  await setting.store.remove(objectKey(orgId, id));
  await removeRow(setting, orgId, id);
  return true;
}

/** From now on nobody finds a file, and nothing keeps it. @returns whether there is one */
const takeOut = (
  { source, schema }: FileSetting,
  orgId: string,
  id: string,
  only: string,
): Promise<boolean> =>
  inOrganization(source, orgId, async (db) => {
    const [, count] = await db.query<[unknown, number]>(
      `UPDATE ${schema}.files SET state = 'LEAVING' WHERE org_id = $1 AND id = $2 AND ${only}`,
      [orgId, id],
    );
    return count > 0;
  });

async function removeRow({ source, schema }: FileSetting, orgId: string, id: string): Promise<void> {
  await inOrganization(source, orgId, async (db) => {
    const [rows] = await db.query<[{ size: string }[], number]>(
      `DELETE FROM ${schema}.files WHERE org_id = $1 AND id = $2 RETURNING size`,
      [orgId, id],
    );
    if (!rows[0]) return; // somebody else removed it meanwhile, and gave the room back
    await db.query(`UPDATE ${schema}.file_usage SET bytes = greatest(bytes - $2, 0) WHERE org_id = $1`, [
      orgId,
      rows[0].size,
    ]);
  });
}
