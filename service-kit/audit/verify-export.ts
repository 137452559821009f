import type { KeyObject } from 'node:crypto';
import {
  verifyChain,
  WHOLE,
  type AuditBeginning,
  type AuditCheckpoint,
  type AuditRecord,
  type AuditVerdict,
} from './audit-chain';
import { EXPORT_FORMAT, type ReadLink } from './read-audit';

/** A file that is no export of ours, or of which a line is broken. */
class ExportUnreadable extends Error {
  override readonly name = 'ExportUnreadable';
}

interface ExportLine {
  format?: string;
  orgId?: string;
  begin?: AuditBeginning;
  position?: number;
  hash?: string;
  entryId?: string;
  record?: AuditRecord | null;
  checkpoint?: AuditCheckpoint;
}

/**
 * Verifies an exported audit, without a database. It is read once, and not held: its size does not matter.
 *
 * @param lines of the file
 * @param keys public keys by id; get them from somewhere else than the file
 * @returns what was found, whose audit it is, and the keys that its checkpoints are signed with
 * @throws ExportUnreadable naming the line
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
  keys: ReadonlyMap<string, KeyObject>,
): Promise<AuditVerdict & { orgId: string; keyIds: string[]; begunOn: string | null }> {
  const read = numbered(lines);
  const heading = (await read.next()).value;
  if (!heading) throw new ExportUnreadable('The file is empty.');
  const { format, orgId, begin } = heading.line;
  if (format !== EXPORT_FORMAT || !orgId)
    throw new ExportUnreadable('This is not an export of an audit: its first line does not say so.');
  if (begin && (begin.orgId !== orgId || !isBeginning(begin)))
    throw new ExportUnreadable('The first line does not say where the audit begins.');
  const checkpoints = new Map<number, AuditCheckpoint>();
  const keyIds = new Set<string>();
  const links = linksOf(read, orgId, (checkpoint) => {
    checkpoints.set(checkpoint.position, checkpoint);
    keyIds.add(checkpoint.keyId);
  });
  const verdict = await verifyChain(links, checkpoints, keys, begin ?? WHOLE);
  return { ...verdict, orgId, keyIds: [...keyIds], begunOn: begin?.day ?? null };
}

const isBeginning = (given: Partial<AuditBeginning>): boolean =>
  typeof given.position === 'number' &&
  [given.day, given.hash, given.keyId, given.signature].every((one) => typeof one === 'string') &&
  typeof given.slots === 'object' &&
  given.slots !== null;

async function* numbered(lines: AsyncIterable<string>): AsyncGenerator<{ line: ExportLine; number: number }> {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() !== '') yield { line: parseLine(line, number), number };
  }
}

/** A checkpoint stands behind the link that it signs: a link is held back until it is known what follows it. */
async function* linksOf(
  read: AsyncIterable<{ line: ExportLine; number: number }>,
  orgId: string,
  onCheckpoint: (checkpoint: AuditCheckpoint) => void,
): AsyncGenerator<ReadLink> {
  let held: ReadLink | null = null;
  for await (const { line, number } of read) {
    const { checkpoint, record, position, hash, entryId } = line;
    if ([checkpoint?.orgId, record?.orgId].some((id) => id !== undefined && id !== orgId))
      throw new ExportUnreadable(`Line ${number} is of another organisation.`);
    if (checkpoint) {
      onCheckpoint(checkpoint);
      continue;
    }
    if (typeof position !== 'number' || !hash || !entryId)
      throw new ExportUnreadable(`Line ${number} is neither an entry nor a checkpoint.`);
    if (held) yield held;
    held = { link: { position, hash }, entryId, record: record ?? null };
  }
  if (held) yield held;
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
