import type { EntityManager } from 'typeorm';
import { newId } from '../data/ids';
import { schemaOf } from '../outbox/events';

/** Who did it. */
export interface AuditActor {
  kind: 'USER' | 'KEY' | 'SYSTEM' | 'RULE';
  /** A user's or key's id, or what a system job or rule is called. */
  id: string | null;
}

/** What was done to one object. */
export interface AuditEvent {
  /** The mutation field, or what a job does: `assignRole`. */
  action: string;
  object?: { type: string; id: string } | undefined;
  /** What changed, as it was and as it is; secrets are taken out. */
  before?: Readonly<Record<string, unknown>> | null | undefined;
  after?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Where it came from. */
export interface AuditOrigin {
  actor: AuditActor;
  ip: string | null;
  requestId: string | null;
}

/** Longer texts are cut, and larger values left out: an audit says what changed, it is no copy. */
const LONGEST_TEXT = 500;
const LARGEST_BYTES = 16_000;
const DEEPEST = 6;
const MOST_ITEMS = 50;

/** Names whose values never stand in an audit, in any spelling: `newPassword`, `client_secret`, `refreshToken`. */
const SECRET =
  /password|passwd|secret|token|authorization|cookie|api_?key$|private|credential|otp|recovery_?code|hash|sealed|^code$|^state$/i;
export const HIDDEN = '***';

/** A value without secrets, bounded in depth, length and number. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') {
    const text = value.replaceAll('\0', '');
    return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object') return value === undefined ? null : String(value as bigint);
  if (depth >= DEEPEST) return '…';
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((item) => withoutSecrets(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, given]) => given !== undefined)
      .map(([name, given]) => [
        name,
        SECRET.test(name) && given !== null ? HIDDEN : withoutSecrets(given, depth + 1),
      ]),
  );
}

function json(value: Readonly<Record<string, unknown>> | null | undefined): string | null {
  if (value == null) return null;
  const text = JSON.stringify(withoutSecrets(value));
  if (Buffer.byteLength(text) <= LARGEST_BYTES) return text;
  return JSON.stringify({ leftOut: 'too large', fields: Object.keys(value).slice(0, MOST_ITEMS) });
}

/**
 * Writes audit rows in the open transaction: they are there when it commits, and never when it doesn't.
 *
 * @param db the open transaction, inside the organisation
 */
export async function recordAudit(
  db: EntityManager,
  orgId: string,
  { actor, ip, requestId }: AuditOrigin,
  events: readonly AuditEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await db.query(
    `INSERT INTO ${schemaOf(db)}.audit_entries
       (org_id, actor_kind, actor_id, ip, request_id, id, action, object_type, object_id, before, after)
     SELECT $1, $2, $3, $4, $5, e.* FROM unnest($6::uuid[], $7::text[], $8::text[], $9::text[], $10::jsonb[], $11::jsonb[])
       AS e (id, action, object_type, object_id, before, after)`,
    [
      orgId,
      actor.kind,
      actor.id,
      ip,
      requestId,
      events.map(() => newId()),
      events.map(({ action }) => action),
      events.map(({ object }) => object?.type ?? null),
      events.map(({ object }) => object?.id ?? null),
      events.map(({ before }) => json(before)),
      events.map(({ after }) => json(after)),
    ],
  );
}
