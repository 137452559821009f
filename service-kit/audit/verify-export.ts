import type { KeyObject } from 'node:crypto';
import {
  verifyChain,
  verifyEnd,
  WHOLE,
  type AuditBeginning,
  type AuditCheckpoint,
  type AuditEnd,
  type AuditLink,
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
  end?: AuditEnd;
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
): Promise<
  AuditVerdict & { orgId: string; keyIds: string[]; begunOn: string | null; endedAt: string | null }
> {
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
  let end: AuditEnd | null = null;
  let last: AuditLink = begin ?? WHOLE;
  const parts = linksOf(read, orgId, {
    onCheckpoint(checkpoint) {
      checkpoints.set(checkpoint.position, checkpoint);
      keyIds.add(checkpoint.keyId);
    },
    onEnd: (found) => void (end = found),
  });
  async function* links() {
    for await (const part of parts) {
      yield part;
      last = part.link;
    }
  }
  const verdict = await verifyChain(links(), checkpoints, keys, begin ?? WHOLE);
  const cut = verifyEnd(end, last, keys);
  const faults = cut ? [...verdict.faults, { position: null, entryId: null, message: cut }] : verdict.faults;
  const endedAt = (end as AuditEnd | null)?.at ?? null;
  return { ...verdict, faults, orgId, keyIds: [...keyIds], begunOn: begin?.day ?? null, endedAt };
}

const isBeginning = (given: Partial<AuditBeginning>): boolean =>
  typeof given.position === 'number' &&
  [given.day, given.hash, given.keyId, given.signature].every((one) => typeof one === 'string') &&
  typeof given.slots === 'object' &&
  given.slots !== null;

const isEnd = (given: Partial<AuditEnd>): boolean =>
  typeof given.position === 'number' &&
  [given.orgId, given.at, given.hash, given.keyId, given.signature].every((one) => typeof one === 'string');

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
  tell: { onCheckpoint: (checkpoint: AuditCheckpoint) => void; onEnd: (end: AuditEnd) => void },
): AsyncGenerator<ReadLink> {
  let held: ReadLink | null = null;
  let isOver = false;
  for await (const { line, number } of read) {
    const { checkpoint, record, position, hash, entryId, end } = line;
    if (isOver) throw new ExportUnreadable(`Line ${number} comes after the end.`);
    if ([checkpoint?.orgId, record?.orgId, end?.orgId].some((id) => id !== undefined && id !== orgId))
      throw new ExportUnreadable(`Line ${number} is of another organisation.`);
    if (end) {
      if (!isEnd(end)) throw new ExportUnreadable(`Line ${number} does not say where the audit ends.`);
      isOver = true;
      tell.onEnd(end);
      continue;
    }
    if (checkpoint) {
      tell.onCheckpoint(checkpoint);
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
