import type { KeyObject } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { inOrganization } from '../postgres/database';
import { badInput } from '../errors/errors';
import {
  signEnd,
  verifyChain,
  WHOLE,
  type AuditBeginning,
  type AuditCheckpoint,
  type AuditFault,
  type AuditKey,
  type AuditLink,
  type AuditRecord,
  type AuditVerdict,
  type ChainBegin,
} from './audit-chain';
import { CHAINED_WITHIN_S, RECORD_COLUMNS } from './chain-job';

/** Links read at a time. */
const PAGE = 1_000;

interface LinkRow extends AuditRecord {
  position: number;
  hash: string;
  entryId: string;
}

/** A chained entry, as `verifyChain` takes it; `record` is null when the entry is gone. */
export interface ReadLink {
  record: AuditRecord | null;
  link: AuditLink;
  entryId: string;
}

/** An organisation's checkpoints behind a position, in order. */
const readCheckpoints = (db: EntityManager, orgId: string, after: number, until?: number) =>
  db.query(
    `SELECT org_id AS "orgId", to_char(day, 'YYYY-MM-DD') AS day, position::int AS position,
            encode(hash, 'hex') AS hash, key_id AS "keyId", translate(encode(signature, 'base64'), E'\\n', '') AS signature
       FROM audit.checkpoints WHERE org_id = $1 AND position > $2 AND ($3::bigint IS NULL OR position <= $3) ORDER BY position`,
    [orgId, after, until ?? null],
  ) as Promise<AuditCheckpoint[]>;

/** A page of an organisation's chain. */
async function readLinks(
  db: EntityManager,
  orgId: string,
  after: number,
  limit: number,
): Promise<ReadLink[]> {
  const rows = (await db.query(
    `SELECT l.position::int AS position, encode(l.hash, 'hex') AS hash, l.entry_id AS "entryId", ${RECORD_COLUMNS}
       FROM audit.links l LEFT JOIN audit.entries e ON e.org_id = l.org_id AND e.id = l.entry_id
      WHERE l.org_id = $1 AND l.position > $2 ORDER BY l.position LIMIT $3`,
    [orgId, after, limit],
  )) as LinkRow[];
  return rows.map(({ position, hash, entryId, ...entry }) => ({
    link: { position, hash },
    entryId,
    record: entry.id === null ? null : entry,
  }));
}

/** Where an organisation's chain begins whose older entries were forgotten. */
export async function readBeginning(
  db: { query(sql: string, values?: unknown[]): Promise<unknown> },
  orgId: string,
): Promise<AuditBeginning | null> {
  const [row] = (await db.query(
    `SELECT org_id AS "orgId", to_char(day, 'YYYY-MM-DD') AS day, position::int AS position, encode(hash, 'hex') AS hash, slots,
            key_id AS "keyId", translate(encode(signature, 'base64'), E'\\n', '') AS signature
       FROM audit.beginnings WHERE org_id = $1`,
    [orgId],
  )) as AuditBeginning[];
  return row ?? null;
}

/** Entries were forgotten while they were read: what is missing was not taken away by anybody. Reading has to begin anew. */
export class ForgottenMeanwhile extends Error {
  override readonly name = 'ForgottenMeanwhile';
}

/** Which part of a chain is read. */
export interface AuditPart {
  /** How many links from its end at most; all unless given. */
  last?: number;
  /** The last position; the end unless given. */
  until?: number;
}

/**
 * Reads an organisation's chain, a page at a time, and its checkpoints, as `verifyChain` takes them.
 *
 * @throws ForgottenMeanwhile while its links are read
 */
export async function readAudit(
  source: DataSource,
  orgId: string,
  { last, until }: AuditPart = {},
): Promise<{
  links(): AsyncIterable<ReadLink>;
  checkpoints: Map<number, AuditCheckpoint>;
  begin: ChainBegin;
}> {
  const { begin, checkpoints } = await inOrganization(source, orgId, async (db) => {
    const begin = await beginOf(db, orgId, last);
    return { begin, checkpoints: await readCheckpoints(db, orgId, begin.position, until) };
  });
  async function* links(): AsyncIterable<ReadLink> {
    for (let after = begin.position; ;) {
      const limit = Math.min(PAGE, (until ?? Infinity) - after);
      if (limit <= 0) return;
      const page = await inOrganization(source, orgId, async (db) => {
        const links = await readLinks(db, orgId, after, limit);
        // Read after the links: a beginning is committed before anything in front of it goes.
        const beginning = await readBeginning(db, orgId);
        if (beginning && beginning.position > after) throw new ForgottenMeanwhile();
        return links;
      });
      for (const one of page) {
        yield one;
        after = one.link.position;
      }
      if (page.length < PAGE) return;
    }
  }
  return {
    links,
    checkpoints: new Map(checkpoints.map((checkpoint) => [checkpoint.position, checkpoint])),
    begin,
  };
}

/** Verifies an organisation's chain, or its last links; anew when entries were forgotten while they were read. */
export async function verifyKept(
  source: DataSource,
  orgId: string,
  keys: ReadonlyMap<string, KeyObject>,
  part: Pick<AuditPart, 'last'> = {},
): Promise<AuditVerdict> {
  for (;;) {
    const { links, checkpoints, begin } = await readAudit(source, orgId, part);
    try {
      return await verifyChain(links(), checkpoints, keys, begin);
    } catch (error) {
      if (!(error instanceof ForgottenMeanwhile)) throw error;
    }
  }
}

async function beginOf(db: EntityManager, orgId: string, last: number | undefined): Promise<ChainBegin> {
  const beginning = (await readBeginning(db, orgId)) ?? WHOLE;
  if (last === undefined) return beginning;
  const [row] = (await db.query(
    `SELECT position::int AS position, encode(hash, 'hex') AS hash FROM audit.links
      WHERE org_id = $1 AND position = (SELECT max(position) FROM audit.links WHERE org_id = $1) - $2`,
    [orgId, last],
  )) as { position: number; hash: string }[];
  return row && row.position > beginning.position ? { ...row, slots: null } : beginning;
}

/** What is not chained: how much, and what is wrong with it. */
export interface Unchained {
  count: number;
  faults: AuditFault[];
}

/**
 * Looks at the entries of an organisation that are not chained: those that are too old, and those that their slots have counted and
 * that are not there.
 */
export async function readUnchained(source: DataSource, orgId: string): Promise<Unchained> {
  const [row] = await inOrganization(
    source,
    orgId,
    (db) =>
      db.query(
        `SELECT coalesce(sum(s.counted), 0)::int AS counted, coalesce(sum(s.found), 0)::int AS found,
                coalesce(sum(s.late), 0)::int AS late
           FROM (SELECT h.n - coalesce(c.n, 0) AS counted, count(e.id) AS found,
                        count(e.id) FILTER (WHERE e.at < clock_timestamp() - interval '${CHAINED_WITHIN_S} s') AS late
                   FROM audit.heads h LEFT JOIN audit.chained c ON c.org_id = h.org_id AND c.slot = h.slot
                   LEFT JOIN audit.entries e ON e.org_id = h.org_id AND e.slot = h.slot AND e.n > coalesce(c.n, 0) AND e.n <= h.n
                  WHERE h.org_id = $1 AND h.n > coalesce(c.n, 0) GROUP BY h.slot, h.n, c.n) s`,
        [orgId],
      ) as Promise<{ counted: number; found: number; late: number }[]>,
  );
  const { counted = 0, found = 0, late = 0 } = row ?? {};
  const faults: string[] = [];
  if (late > 0)
    faults.push(`${late} entries were not chained within ${CHAINED_WITHIN_S} s: is a worker running?`);
  if (counted > found)
    faults.push(`${counted - found} entries are missing that were written and never chained.`);
  return { count: found, faults: faults.map((message) => ({ position: null, entryId: null, message })) };
}

/** Lines of an export: a part of the chain as JSON lines, which `verifyExport` reads. */
export interface ExportPart {
  /** Each ends with a line break. */
  text: string;
  /** The last position in it; null when there is nothing behind `after`. */
  last: number | null;
  /** How many entries. */
  count: number;
}

/** What an export's first line says. */
export const EXPORT_FORMAT = 'cashcraft audit v1';

interface PartOptions {
  /** The position that the part before ended at; 0 for the first, which has a heading. */
  after: number;
  limit: number;
  /** Signs the end; without one there is none, and no verifier takes the file for whole. */
  key: AuditKey | null;
}

/**
 * Exports a part of an organisation's chain. The parts of a whole chain, one after another, are one file; the last part has no entry, and
 * says where the file ends.
 *
 * @throws GraphQLError BAD_USER_INPUT when what comes next was forgotten meanwhile
 */
export function exportAudit(
  source: DataSource,
  orgId: string,
  { after, limit, key }: PartOptions,
): Promise<ExportPart> {
  return inOrganization(source, orgId, async (db) => {
    for (let begin = await readBeginning(db, orgId); ;) {
      if (begin && after > 0 && after < begin.position)
        throw badInput(`What comes after ${after} was forgotten meanwhile: begin anew, after 0.`, 'after');
      const part = await readPart(db, orgId, { after, limit, key, begin });
      // What was forgotten between two statements would be missing, or its end: whole is what stands behind the beginning of now.
      const now = await readBeginning(db, orgId);
      if (now?.position === begin?.position) return part;
      begin = now;
    }
  });
}

async function readPart(
  db: EntityManager,
  orgId: string,
  { after, limit, key, begin }: PartOptions & { begin: AuditBeginning | null },
): Promise<ExportPart> {
  const from = Math.max(after, begin?.position ?? 0);
  // Read before the links: a checkpoint is committed with its link, so one of these without a link signs what is missing, and not what was
  // chained a moment later. Whoever reads the file is told.
  const signedBefore = await readCheckpoints(db, orgId, from);
  const links = await readLinks(db, orgId, from, limit);
  const last = links.at(-1)?.link.position ?? null;
  const checkpoints = last === null ? signedBefore : await readCheckpoints(db, orgId, from, last);
  const lines: unknown[] = after === 0 ? [{ format: EXPORT_FORMAT, orgId, ...(begin ? { begin } : {}) }] : [];
  for (const { link, entryId, record } of links) {
    lines.push({ ...link, entryId, record });
    for (const checkpoint of checkpoints) {
      if (checkpoint.position === link.position) lines.push({ checkpoint });
    }
  }
  if (last === null) {
    lines.push(...checkpoints.map((checkpoint) => ({ checkpoint })));
    const link = await readLink(db, orgId, from, begin);
    if (link && key) lines.push({ end: signEnd(key, { orgId, at: new Date().toISOString(), ...link }) });
  }
  return { text: lines.map((line) => `${JSON.stringify(line)}\n`).join(''), last, count: links.length };
}

/** The link at a position, or the one before all that is kept; null when there is none. */
async function readLink(
  db: EntityManager,
  orgId: string,
  position: number,
  begin: AuditBeginning | null,
): Promise<AuditLink | null> {
  const { position: first, hash } = begin ?? WHOLE;
  if (position === first) return { position, hash };
  const [row] = (await db.query(
    `SELECT position::int AS position, encode(hash, 'hex') AS hash FROM audit.links WHERE org_id = $1 AND position = $2`,
    [orgId, position],
  )) as AuditLink[];
  return row ?? null;
}

/** A whole export, part by part. @throws as {@link exportAudit} does */
export async function* exportWhole(
  source: DataSource,
  orgId: string,
  key: AuditKey,
  limit = PAGE,
): AsyncGenerator<ExportPart> {
  for (let after = 0; ;) {
    const part = await exportAudit(source, orgId, { after, limit, key });
    yield part;
    if (part.last === null) return;
    after = part.last;
  }
}
