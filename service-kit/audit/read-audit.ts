import { inOrganization } from '../postgres/database';
import { schemaOf } from '../outbox/events';
import type { AuditCheckpoint, AuditLink, AuditRecord } from './audit-chain';
import { RECORD_COLUMNS, type AuditPart } from './chain-job';

/** Links read at a time. */
const PAGE = 1_000;

interface LinkRow extends Omit<AuditRecord, 'subgraph'> {
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

/** Reads an organisation's chain, a page at a time, and its checkpoints. */
export async function readAudit(
  { name: subgraph, source }: AuditPart,
  orgId: string,
): Promise<{ links(): AsyncIterable<ReadLink>; checkpoints: AuditCheckpoint[] }> {
  const schema = schemaOf(source);
  const checkpoints = await inOrganization(
    source,
    orgId,
    (db) =>
      db.query(
        `SELECT org_id AS "orgId", $2 AS subgraph, to_char(day, 'YYYY-MM-DD') AS day, position::int AS position,
                encode(hash, 'hex') AS hash, key_id AS "keyId",
                translate(encode(signature, 'base64'), E'\\n', '') AS signature
           FROM ${schema}.audit_checkpoints WHERE org_id = $1 ORDER BY position`,
        [orgId, subgraph],
      ) as Promise<AuditCheckpoint[]>,
  );
  const page = (after: number): Promise<LinkRow[]> =>
    inOrganization(
      source,
      orgId,
      (db) =>
        db.query(
          `SELECT l.position::int AS position, encode(l.hash, 'hex') AS hash, l.entry_id AS "entryId", ${RECORD_COLUMNS}
             FROM ${schema}.audit_links l
             LEFT JOIN ${schema}.audit_entries e ON e.org_id = l.org_id AND e.id = l.entry_id
            WHERE l.org_id = $1 AND l.position > $2 ORDER BY l.position LIMIT ${PAGE}`,
          [orgId, after],
        ) as Promise<LinkRow[]>,
    );
  async function* links(): AsyncIterable<ReadLink> {
    for (let after = 0; ;) {
      const rows = await page(after);
      for (const { position, hash, entryId, ...entry } of rows) {
        yield {
          link: { position, hash },
          entryId,
          record: entry.id === null ? null : { ...entry, subgraph },
        };
        after = position;
      }
      if (rows.length < PAGE) return;
    }
  }
  return { links, checkpoints };
}
