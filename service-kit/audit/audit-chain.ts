import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { canonicalJson } from '../data/canonical-json';

/*
 * The chain of one organisation's audit in one subgraph. Each link's hash covers the link before it and the whole entry, so
 * an entry can't be changed, taken out or put in without every later hash being another. Once a day the last hash is
 * signed with a key that the database does not hold: who can write to the database can't forge a past that was signed.
 */

/** An entry as it is hashed and exported; the names are part of the format and never change. */
export interface AuditRecord {
  orgId: string;
  subgraph: string;
  id: string;
  at: string;
  actorKind: string;
  actorId: string | null;
  action: string;
  objectType: string | null;
  objectId: string | null;
  before: unknown;
  after: unknown;
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
  subgraph: string;
  /** `2026-01-31`. */
  day: string;
  keyId: string;
  /** Ed25519 over {@link checkpointText}, base64. */
  signature: string;
}

/** What the first link follows. */
export const CHAIN_START = '0'.repeat(64);

/** The hash of the link that follows `previous`, hex. */
export function linkHash(previous: string, record: AuditRecord): string {
  return createHash('sha256')
    .update(`${previous}\n${canonicalJson(record)}`)
    .digest('hex');
}

/** What a checkpoint's signature covers. */
export const checkpointText = ({
  orgId,
  subgraph,
  day,
  position,
  hash,
}: Omit<AuditCheckpoint, 'keyId' | 'signature'>): string =>
  `cashcraft audit checkpoint v1\n${orgId}\n${subgraph}\n${day}\n${position}\n${hash}`;

/** The key that signs checkpoints; it serves nothing else. */
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
  const signature = sign(null, Buffer.from(checkpointText(checkpoint)), key.privateKey).toString('base64');
  return { ...checkpoint, keyId: key.id, signature };
}

/** What was found wrong; positions and ids, never contents. */
export interface AuditFault {
  position: number | null;
  entryId: string | null;
  message: string;
}

export interface AuditVerdict {
  entries: number;
  checkpoints: number;
  /** Entries that came after the last signed checkpoint: nobody could prove yet that they stand as written. */
  unsigned: number;
  faults: AuditFault[];
}

/**
 * Checks one chain, in a single pass.
 *
 * @param links in order of position
 * @param keys public keys by id; a checkpoint of an unknown key is a fault
 */
export async function verifyChain(
  links: AsyncIterable<{ record: AuditRecord | null; link: AuditLink; entryId: string }>,
  checkpoints: readonly AuditCheckpoint[],
  keys: ReadonlyMap<string, KeyObject>,
): Promise<AuditVerdict> {
  const faults: AuditFault[] = [];
  const signed = new Map(checkpoints.map((checkpoint) => [checkpoint.position, checkpoint]));
  let previous = CHAIN_START;
  let position = 0;
  let lastSigned = 0;
  for await (const { record, link, entryId } of links) {
    position += 1;
    const at = { position: link.position, entryId };
    if (link.position !== position) faults.push({ ...at, message: `Link ${position} is missing.` });
    position = link.position;
    if (!record) faults.push({ ...at, message: 'The entry is missing.' });
    else if (linkHash(previous, record) !== link.hash)
      faults.push({ ...at, message: 'The entry is not as it was chained.' });
    previous = link.hash;
    const checkpoint = signed.get(position);
    if (!checkpoint) continue;
    signed.delete(position);
    const fault = checkpointFault(checkpoint, link, keys);
    if (fault) faults.push({ ...at, message: fault });
    else lastSigned = position;
  }
  for (const { position: missing, day } of signed.values()) {
    faults.push({
      position: missing,
      entryId: null,
      message: `The checkpoint of ${day} signs a link that is missing.`,
    });
  }
  return { entries: position, checkpoints: checkpoints.length, unsigned: position - lastSigned, faults };
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
