import { rm } from 'node:fs/promises';
import type { EntityManager } from 'typeorm';
import { isId, newId } from '../data/ids';
import { inOrganization, readInOrganization } from '../postgres/database';
import { MEDIA_TYPES, type FileKind } from './file-kinds';
import { attachment, safeFileName } from './file-names';
import { objectKey } from './file-store';
import { takeRoom, type FileSetting, type StoredFile } from './files';
import { FileRefused, receiveFile, type ReceivedFile } from './spool';

/*
 * A file that a client sends. It has its row, its id and its room from when it is announced:
 *
 *   PENDING ── claim ──► PENDING, being received ── all there ──► STORED ── kept by whatever it was sent for
 *      ▲                        │                                    └ else removed after a day
 *      └──── broken off ────────┘      what never comes is given up after an hour (file-tables.ts)
 *
 * A link is good for one file: two that send it at once can't both have it, and after the file is there it is used up. What was
 * broken off is sent again from its beginning.
 */

/** What may be sent for one purpose. */
export interface UploadRule {
  readonly maxBytes: number;
  readonly kinds: readonly FileKind[];
}

/** By purpose; the words are the subgraph's. */
export type UploadRules = Readonly<Record<string, UploadRule>>;

/** A file that a client will send. */
export interface AnnouncedFile {
  /** As a person called it; made safe here. */
  readonly name: string;
  readonly size: number;
  /** In hexadecimal digits; null: not told. */
  readonly sha256: string | null;
  readonly purpose: string;
  readonly createdBy: string | null;
}

/** A file that was announced, and what has become of it. */
export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly purpose: string;
  readonly size: number;
  /** Null while it is not there. */
  readonly kind: FileKind | null;
  readonly sha256: string | null;
  readonly isReceived: boolean;
  readonly createdAt: Date;
  /** When it is removed unless something keeps it; null: it is kept. */
  readonly expiresAt: Date | null;
}

/** One after another they take minutes; more at once are a mistake. */
const MOST_PENDING = 100;
/** Longer than a file may take to come (`upload-route.ts`). */
const CLAIM = "interval '6 minutes'";
/** Unless something keeps it. */
const KEPT_FOR = "interval '24 hours'";

const COLUMNS =
  'id, name, purpose, size, kind, sha256, state, created_at AS "createdAt", expires_at AS "expiresAt"';

type UploadRow = Omit<Upload, 'size' | 'isReceived'> & { size: string; state: string };

const uploadOf = ({ size, state, sha256, ...row }: UploadRow): Upload => ({
  ...row,
  size: Number(size),
  isReceived: state === 'STORED',
  sha256: state === 'STORED' ? sha256 : null,
});

/**
 * Announces a file: takes its room, and makes its row.
 *
 * @param db the open transaction, inside the organisation
 * @throws FileRefused when there is no room, or too many are on their way
 */
export async function announceUpload(
  setting: FileSetting,
  db: EntityManager,
  orgId: string,
  file: AnnouncedFile,
): Promise<Upload> {
  await takeRoom(setting, db, orgId, file.size); // locks the organisation's row, so that the count below holds
  const [found] = await db.query<[{ count: number }]>(
    `SELECT count(*)::int AS count FROM ${setting.schema}.files
      WHERE org_id = $1 AND state = 'PENDING' AND purpose IS NOT NULL`,
    [orgId],
  );
  if (found.count >= MOST_PENDING) {
    const message = `${MOST_PENDING} files were announced and have not come. Send them, or wait: they are given up after an hour.`;
    throw new FileRefused('FILE_QUOTA', message);
  }
  const rows = await db.query<UploadRow[]>(
    `INSERT INTO ${setting.schema}.files (org_id, id, name, size, sha256, state, purpose, created_by)
     VALUES ($1, $2, $3, $4, $5, 'PENDING', $6, $7) RETURNING ${COLUMNS}`,
    [orgId, newId(), nameAsGiven(file.name), file.size, file.sha256, file.purpose, file.createdBy],
  );
  return uploadOf(rows[0] as UploadRow);
}

/** Its last ending is kept until its content says which is right. */
function nameAsGiven(name: string): string {
  const ending = /\.([a-z0-9]{1,10})$/i.exec(name.trim())?.[1];
  return ending ? safeFileName(name, ending.toLowerCase()) : safeFileName(`${name}.`, 'file');
}

/** Finds what was announced; null for what was not, is another organisation's, or is over. */
export async function findUpload(
  { source, schema }: FileSetting,
  orgId: string,
  id: string,
): Promise<Upload | null> {
  if (!isId(id)) return null;
  const rows = await readInOrganization(source, orgId, (db) =>
    db.query<UploadRow[]>(
      `SELECT ${COLUMNS} FROM ${schema}.files
        WHERE org_id = $1 AND id = $2 AND purpose IS NOT NULL AND state <> 'LEAVING'
          AND (expires_at IS NULL OR expires_at > now())`,
      [orgId, id],
    ),
  );
  return rows[0] ? uploadOf(rows[0]) : null;
}

/**
 * Keeps a file that was sent: until a day, or for good.
 *
 * @param db the open transaction, inside the organisation
 * @param until null: until it is removed (`removeFile`)
 * @returns null when none of this id was sent for this purpose, or it is over
 */
export async function keepUpload(
  { schema }: Pick<FileSetting, 'schema'>,
  db: EntityManager,
  orgId: string,
  { id, purpose, until }: { id: string; purpose: string; until: Date | null },
): Promise<StoredFile | null> {
  if (!isId(id)) return null;
  const [rows] = await db.query<[UploadRow[], number]>(
    `UPDATE ${schema}.files SET expires_at = $4
      WHERE org_id = $1 AND id = $2 AND purpose = $3 AND state = 'STORED' AND (expires_at IS NULL OR expires_at > now())
      RETURNING ${COLUMNS}`,
    [orgId, id.toLowerCase(), purpose, until],
  );
  const [row] = rows;
  if (!row) return null;
  const { name, kind, size, sha256, createdAt } = row;
  return {
    id: row.id,
    name,
    kind: kind as FileKind,
    size: Number(size),
    sha256: sha256 as string,
    createdAt,
  };
}

/** What a link leads to when its file comes. */
export type Claim =
  | { readonly kind: 'claimed'; readonly until: Date; readonly file: Upload; readonly told: string | null }
  | { readonly kind: 'busy' | 'done' | 'gone' };

/** Takes a link for one try: nobody else's counts until it is over, or its process has died. */
export function claimUpload({ source, schema }: FileSetting, orgId: string, id: string): Promise<Claim> {
  return inOrganization(source, orgId, async (db): Promise<Claim> => {
    const [rows] = await db.query<[(UploadRow & { until: Date })[], number]>(
      `UPDATE ${schema}.files SET receiving_until = now() + ${CLAIM}
        WHERE org_id = $1 AND id = $2 AND state = 'PENDING' AND purpose IS NOT NULL
          AND (receiving_until IS NULL OR receiving_until < now())
        RETURNING ${COLUMNS}, receiving_until AS until`,
      [orgId, id],
    );
    const [row] = rows;
    if (row) return { kind: 'claimed', until: row.until, file: uploadOf(row), told: row.sha256 };
    const [other] = await db.query<{ state: string }[]>(
      `SELECT state FROM ${schema}.files WHERE org_id = $1 AND id = $2`,
      [orgId, id],
    );
    if (other?.state === 'STORED') return { kind: 'done' };
    return { kind: other?.state === 'PENDING' ? 'busy' : 'gone' };
  });
}

/**
 * Receives a claimed file. When anything fails the link is good again.
 *
 * @throws FileRefused for what is not what was announced, or not what the rule wants
 */
export async function receiveUpload(
  setting: FileSetting,
  orgId: string,
  claim: Claim & { kind: 'claimed' },
  rule: UploadRule,
  content: AsyncIterable<Buffer>,
): Promise<StoredFile> {
  let received: ReceivedFile | null = null;
  try {
    const { size } = claim.file;
    received = await receiveFile(setting.spool, exactly(content, size), rule);
    if (claim.told !== null && claim.told !== received.sha256) {
      throw new FileRefused(
        'FILE_HASH',
        `Its SHA-256 is ${received.sha256}, not the one announced. Send it again.`,
      );
    }
    return await finish(setting, orgId, claim, received);
  } catch (error) {
    await release(setting, orgId, claim).catch(() => undefined); // else the claim ends by itself
    throw error;
  } finally {
    if (received) await rm(received.path, { force: true }); // a local store has moved it
  }
}

async function* exactly(content: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  let count = 0;
  const wrong = (found: string) =>
    new FileRefused(
      'FILE_SIZE',
      `${size} bytes were announced, and ${found} came. Send the whole file, or announce it anew.`,
    );
  for await (const chunk of content) {
    count += chunk.length;
    if (count > size) throw wrong('more');
    yield chunk;
  }
  if (count > 0 && count < size) throw wrong(String(count));
}

async function finish(
  setting: FileSetting,
  orgId: string,
  { file, until }: Claim & { kind: 'claimed' },
  received: ReceivedFile,
): Promise<StoredFile> {
  const { source, schema, store } = setting;
  const { kind, size, sha256 } = received;
  const name = safeFileName(file.name.replace(/\.file$/, ''), kind);
  const key = objectKey(orgId, file.id);
  await store.put(key, received, { contentType: MEDIA_TYPES[kind], contentDisposition: attachment(name) });
  const isOurs = await inOrganization(source, orgId, async (db) => {
    const [, count] = await db.query<[unknown, number]>(
      `UPDATE ${schema}.files SET state = 'STORED', kind = $3, sha256 = $4, name = $5, receiving_until = NULL,
              expires_at = now() + ${KEPT_FOR}
        WHERE org_id = $1 AND id = $2 AND state = 'PENDING' AND receiving_until = $6`,
      [orgId, file.id, kind, sha256, name, until],
    );
    if (count > 0) return true;
    const rows = await db.query<unknown[]>(
      `SELECT 1 FROM ${schema}.files WHERE org_id = $1 AND id = $2 AND state <> 'LEAVING'`,
      [orgId, file.id],
    );
    return rows.length > 0 ? false : null;
  });
  if (isOurs) return { id: file.id, name, kind, size, sha256, createdAt: file.createdAt };
  if (isOurs === null) await store.remove(key); // its row went meanwhile: no bytes without a row
  throw new Error('The claim on an upload ended while its bytes came.');
}

const release = (
  { source, schema }: FileSetting,
  orgId: string,
  { file, until }: Claim & { kind: 'claimed' },
) =>
  inOrganization(source, orgId, (db) =>
    db.query(
      `UPDATE ${schema}.files SET receiving_until = NULL WHERE org_id = $1 AND id = $2 AND receiving_until = $3`,
      [orgId, file.id, until],
    ),
  );
