import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { canonicalJson } from '../data/canonical-json';

/*
 * The chain of one organisation's audit. Each link's hash covers the link before it and the whole entry, so
 * an entry can't be changed, taken out or put in without every later hash being another. Once a day the last hash is
 * signed with a key that the database does not hold: who can write to the database can't forge a past that was signed.
 */

/** An entry as it is hashed and exported; the names are part of the format and never change. */
export interface AuditRecord {
  orgId: string;
  id: string;
  /** Where it was written: entries of a slot are numbered without gaps. */
  slot: number;
  n: number;
  at: string;
  subgraph: string;
  actorKind: string;
  actorId: string | null;
  action: string;
  outcome: string;
  changes: unknown;
  ip: string | null;
  requestId: string | null;
}

export interface AuditLink {
  position: number;
  /** SHA-256, hex. */
  hash: string;
}

export interface AuditCheckpoint extends AuditLink {
  orgId: string;
  /** `2026-01-31`. */
  day: string;
  keyId: string;
  /** Ed25519 over {@link checkpointText}, base64. */
  signature: string;
}

/** What the first link follows. */
const CHAIN_START = '0'.repeat(64);

/** Where a chain, or the part of it that is to be checked, begins. */
export interface ChainBegin {
  /** The link before, whose hash is taken as given. */
  readonly position: number;
  readonly hash: string;
  /** The last number of each slot before; null where nobody knows. */
  readonly slots: Readonly<Record<string, number>> | null;
}

/** A chain of which nothing was forgotten. */
export const WHOLE: ChainBegin = { position: 0, hash: CHAIN_START, slots: {} };

/** Where a chain begins whose older entries were forgotten (docs/audit.md). Signed: nobody without the key cuts off a beginning. */
export interface AuditBeginning extends ChainBegin {
  readonly orgId: string;
  /** When it was cut: `2026-01-31`. */
  readonly day: string;
  readonly slots: Readonly<Record<string, number>>;
  readonly keyId: string;
  /** Ed25519 over {@link beginningText}, base64. */
  readonly signature: string;
}

/** Where an export ends. Signed: nobody without the key cuts off an end. */
export interface AuditEnd extends AuditLink {
  readonly orgId: string;
  /** When it was exported, ISO 8601. */
  readonly at: string;
  readonly keyId: string;
  /** Ed25519 over {@link endText}, base64. */
  readonly signature: string;
}

/** The hash of the link that follows `previous`, hex. */
export function linkHash(previous: string, record: AuditRecord): string {
  return createHash('sha256')
    .update(`${previous}\n${canonicalJson(record)}`)
    .digest('hex');
}

/** What a checkpoint's signature covers. */
const checkpointText = ({
  orgId,
  day,
  position,
  hash,
}: Omit<AuditCheckpoint, 'keyId' | 'signature'>): string =>
  `cashcraft audit checkpoint v1\n${orgId}\n${day}\n${position}\n${hash}`;

/** What a beginning's signature covers. */
const beginningText = ({
  orgId,
  day,
  position,
  hash,
  slots,
}: Omit<AuditBeginning, 'keyId' | 'signature'>): string =>
  `cashcraft audit beginning v1\n${orgId}\n${day}\n${position}\n${hash}\n${canonicalJson(slots)}`;

/** What an end's signature covers. */
const endText = ({ orgId, at, position, hash }: Omit<AuditEnd, 'keyId' | 'signature'>): string =>
  `cashcraft audit end v1\n${orgId}\n${at}\n${position}\n${hash}`;

/** The key that signs checkpoints, beginnings and ends; it serves nothing else. */
export interface AuditKey {
  id: string;
  privateKey: KeyObject;
}

/** A key's name: the beginning of the SHA-256 of its public part. */
export function auditKeyId(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);
}

/** Signs a checkpoint. */
export function signCheckpoint(
  key: AuditKey,
  checkpoint: Omit<AuditCheckpoint, 'keyId' | 'signature'>,
): AuditCheckpoint {
  return { ...checkpoint, ...signed(key, checkpointText(checkpoint)) };
}

/** Signs a beginning. */
export function signBeginning(
  key: AuditKey,
  beginning: Omit<AuditBeginning, 'keyId' | 'signature'>,
): AuditBeginning {
  return { ...beginning, ...signed(key, beginningText(beginning)) };
}

/** Signs an end. */
export function signEnd(key: AuditKey, end: Omit<AuditEnd, 'keyId' | 'signature'>): AuditEnd {
  return { ...end, ...signed(key, endText(end)) };
}

const signed = (key: AuditKey, text: string) => ({
  keyId: key.id,
  signature: sign(null, Buffer.from(text), key.privateKey).toString('base64'),
});

/** What was found wrong; positions and ids, never contents. */
export interface AuditFault {
  position: number | null;
  entryId: string | null;
  message: string;
}

export interface AuditVerdict {
  /** Entries that were looked at. */
  entries: number;
  checkpoints: number;
  /** The position of the first one: 1, unless it began behind a part that was verified before. */
  from: number;
  /** Entries that came after the last signed checkpoint: nobody could prove yet that they stand as written. */
  unsigned: number;
  /** The last number of each slot. */
  slots: Record<string, number>;
  faults: AuditFault[];
}

const MOST_FAULTS = 1_000;

/**
 * Checks one chain, in a single pass.
 *
 * @param links in order of position
 * @param signed the checkpoints by position, each at the latest when its link comes; they are taken out as they are checked
 * @param keys public keys by id; a checkpoint of an unknown key is a fault
 * @param begin {@link WHOLE}; a beginning, whose signature is checked; or any link
 */
export async function verifyChain(
  links: AsyncIterable<{ record: AuditRecord | null; link: AuditLink; entryId: string }>,
  signed: Map<number, AuditCheckpoint>,
  keys: ReadonlyMap<string, KeyObject>,
  begin: ChainBegin | AuditBeginning,
): Promise<AuditVerdict> {
  const faults: AuditFault[] = [];
  const note = (fault: AuditFault) => void (faults.length < MOST_FAULTS && faults.push(fault));
  const slots = new SlotNumbers(begin.slots);
  let { position, hash: previous } = begin;
  let lastSigned = begin.position;
  let entries = 0;
  let checkpoints = 0;
  const wrong = 'signature' in begin ? verifyBeginning(begin, keys) : null;
  if (wrong) note({ position: begin.position, entryId: null, message: wrong });
  for await (const { record, link, entryId } of links) {
    position += 1;
    entries += 1;
    const at = { position: link.position, entryId };
    if (link.position !== position) note({ ...at, message: `Link ${position} is missing.` });
    position = link.position;
    if (!record) note({ ...at, message: 'The entry is missing.' });
    else {
      slots.add(record);
      if (linkHash(previous, record) !== link.hash)
        note({ ...at, message: 'The entry is not as it was chained.' });
    }
    previous = link.hash;
    const checkpoint = signed.get(position);
    if (!checkpoint) continue;
    checkpoints += 1;
    signed.delete(position);
    const fault = checkpointFault(checkpoint, link, keys);
    if (fault) note({ ...at, message: fault });
    else lastSigned = position;
  }
  for (const { position: missing, day } of signed.values()) {
    if (missing <= begin.position) continue;
    checkpoints += 1;
    note({
      position: missing,
      entryId: null,
      message: `The checkpoint of ${day} signs a link that is missing.`,
    });
  }
  for (const message of slots.gaps()) note({ position: null, entryId: null, message });
  return {
    entries,
    checkpoints,
    from: begin.position + 1,
    unsigned: position - lastSigned,
    slots: slots.reached(),
    faults,
  };
}

/** Entries of a slot are numbered without gaps: one that was taken out before it was chained leaves a gap. */
class SlotNumbers {
  readonly #slots = new Map<number, { before: number; most: number; count: number }>();

  /** @param before the last number of each slot before; null where nobody knows */
  constructor(private readonly before: ChainBegin['slots']) {}

  add({ slot, n }: AuditRecord): void {
    const seen = this.#slots.get(slot) ?? { before: this.#before(slot, n), most: 0, count: 0 };
    this.#slots.set(slot, {
      before: this.before === null ? Math.min(seen.before, n - 1) : seen.before,
      most: Math.max(seen.most, n),
      count: seen.count + 1,
    });
  }

  #before(slot: number, n: number): number {
    return this.before === null ? n - 1 : (this.before[slot] ?? 0);
  }

  gaps(): string[] {
    return [...this.#slots].flatMap(([slot, { before, most, count }]) => {
      const missing = most - before - count;
      return missing === 0
        ? []
        : [`${missing} entries of slot ${slot} are missing: they were taken out before they were chained.`];
    });
  }

  reached(): Record<string, number> {
    return {
      ...this.before,
      ...Object.fromEntries([...this.#slots].map(([slot, { most }]) => [slot, most])),
    };
  }
}

/** @returns what is wrong with where an audit begins, or null */
export function verifyBeginning(
  beginning: AuditBeginning,
  keys: ReadonlyMap<string, KeyObject>,
): string | null {
  const key = keys.get(beginning.keyId);
  if (!key) return `Where it begins since ${beginning.day} is signed by the unknown key ${beginning.keyId}.`;
  const text = Buffer.from(beginningText(beginning));
  return verify(null, text, key, Buffer.from(beginning.signature, 'base64'))
    ? null
    : `The signature of where it begins since ${beginning.day} is wrong: its beginning was cut off.`;
}

/** @param last the last link that is there @returns what is wrong with where an export ends, or null */
export function verifyEnd(
  end: AuditEnd | null,
  last: AuditLink,
  keys: ReadonlyMap<string, KeyObject>,
): string | null {
  if (!end) return 'The file does not say where it ends: its end was cut off, or its last part is missing.';
  if (end.position !== last.position || end.hash !== last.hash)
    return `The file ended at entry ${end.position} of another hash, and ends at ${last.position}.`;
  const key = keys.get(end.keyId);
  if (!key) return `The end of the file is signed by the unknown key ${end.keyId}.`;
  return verify(null, Buffer.from(endText(end)), key, Buffer.from(end.signature, 'base64'))
    ? null
    : 'The signature of the end of the file is wrong.';
}

function checkpointFault(
  checkpoint: AuditCheckpoint,
  link: AuditLink,
  keys: ReadonlyMap<string, KeyObject>,
): string | null {
  if (checkpoint.hash !== link.hash) return `The checkpoint of ${checkpoint.day} signed another hash.`;
  const key = keys.get(checkpoint.keyId);
  if (!key) return `The checkpoint of ${checkpoint.day} is signed by the unknown key ${checkpoint.keyId}.`;
  const text = Buffer.from(checkpointText(checkpoint));
  return verify(null, text, key, Buffer.from(checkpoint.signature, 'base64'))
    ? null
    : `The signature of the checkpoint of ${checkpoint.day} is wrong.`;
}
