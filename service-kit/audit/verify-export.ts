import type { KeyObject } from 'node:crypto';
import { verifyChain, type AuditCheckpoint, type AuditRecord, type AuditVerdict } from './audit-chain';
import { EXPORT_FORMAT, type ReadLink } from './read-audit';

/** A file that is no export of ours, or of which a line is broken. */
class ExportUnreadable extends Error {
  override readonly name = 'ExportUnreadable';
}

interface ExportLine {
  format?: string;
  orgId?: string;
  position?: number;
  hash?: string;
  entryId?: string;
  record?: AuditRecord | null;
  checkpoint?: AuditCheckpoint;
}

/**
 * Verifies an exported audit, without a database.
 *
 * @param lines of the file
 * @param keys public keys by id; get them from somewhere else than the file
 * @returns what was found, whose audit it is, and the keys that its checkpoints are signed with
 * @throws ExportUnreadable naming the line
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
  keys: ReadonlyMap<string, KeyObject>,
): Promise<AuditVerdict & { orgId: string; keyIds: string[] }> {
  const checkpoints: AuditCheckpoint[] = [];
  const links: ReadLink[] = [];
  let orgId: string | undefined;
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === '') continue;
    const parsed = parseLine(line, number);
    if (orgId === undefined) {
      if (parsed.format !== EXPORT_FORMAT || !parsed.orgId)
        throw new ExportUnreadable('This is not an export of an audit: its first line does not say so.');
      orgId = parsed.orgId;
      continue;
    }
    const isOurs = [parsed.checkpoint?.orgId, parsed.record?.orgId].every(
      (id) => id === undefined || id === orgId,
    );
    if (!isOurs) throw new ExportUnreadable(`Line ${number} is of another organisation.`);
    if (parsed.checkpoint) checkpoints.push(parsed.checkpoint);
    else if (typeof parsed.position === 'number' && parsed.hash && parsed.entryId) {
      const link = { position: parsed.position, hash: parsed.hash };
      links.push({ link, entryId: parsed.entryId, record: parsed.record ?? null });
    } else throw new ExportUnreadable(`Line ${number} is neither an entry nor a checkpoint.`);
  }
  if (orgId === undefined) throw new ExportUnreadable('The file is empty.');
  const each = async function* () {
    yield* links;
  };
  const verdict = await verifyChain(each(), checkpoints, keys);
  return { ...verdict, orgId, keyIds: [...new Set(checkpoints.map(({ keyId }) => keyId))] };
}

function parseLine(line: string, number: number): ExportLine {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // told below
  }
  throw new ExportUnreadable(`Line ${number} is not a JSON object.`);
}
