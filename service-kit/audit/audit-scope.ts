import { escapeLiteral } from 'pg';
import type { EntityManager } from 'typeorm';
import { newId } from '../data/ids';
import { withoutSecrets } from './without-secrets';

/** Who did it. */
export interface AuditActor {
  kind: 'USER' | 'KEY' | 'SUPPORT' | 'SYSTEM' | 'RULE' | 'ANONYMOUS';
  /** A user's, key's or grant's id, or what a job or rule is called. */
  id: string | null;
}

/** One changed object, as the triggers note it. */
export interface AuditChange {
  type: string;
  id?: string | undefined;
  before?: unknown;
  after?: unknown;
}

/** What a transaction is audited as. Whoever opens a transaction with one writes an entry of all that it changes. */
export interface AuditScope {
  /** The mutation field, or what a job does: `assignRole`. */
  readonly action: string;
  /** Known later than its transaction begins, where somebody logs in by it. */
  actor: AuditActor;
  /** REFUSED for what was tried and not allowed: a log-in with a wrong password. DONE unless told. */
  outcome?: 'DONE' | 'REFUSED' | undefined;
  readonly ip: string | null;
  readonly requestId: string | null;
  /** What the triggers can't see: effects outside, tries. */
  readonly told: AuditChange[];
  /** Set when the entry is written before the transaction's end. */
  isRecorded?: boolean;
}

/** SQL that is run with the transaction's other settings: it makes the triggers note what changes. */
export const AUDIT_ON = `set_config('app.audit', 'on', true)`;

/**
 * Writes the entry of a transaction before its end.
 *
 * @param db the open transaction, inside the organisation
 * @returns whether anything had changed, or was told
 */
export async function recordScope(db: EntityManager, scope: AuditScope): Promise<boolean> {
  const [row] = (await db.query(`SELECT audit.record(${entryOf(db, scope)}) AS recorded`)) as {
    recorded: boolean;
  }[];
  return row?.recorded ?? false;
}

/**
 * The statement that writes it at the end, with its values in it: so it can travel with the commit, in one round trip. A CALL, which
 * PostgreSQL does not plan, and which answers no rows.
 */
export const recordAtEndSql = (db: Database, scope: AuditScope): string =>
  `CALL audit.record_at_end(${entryOf(db, scope)})`;

type Database = Pick<EntityManager, 'connection'>;

function entryOf(db: Database, scope: AuditScope): string {
  scope.isRecorded = true;
  const { action, actor, outcome = 'DONE', ip, requestId, told } = scope;
  const values = [
    newId(),
    (db.connection.options as { schema?: string }).schema ?? 'unknown',
    action,
    outcome,
    actor.kind,
    actor.id,
    ip,
    requestId,
    told.length === 0 ? '[]' : JSON.stringify(told.map(shown)),
  ];
  return values.map((value) => (value === null ? 'NULL' : escapeLiteral(value))).join(', ');
}

const shown = ({ type, id, before, after }: AuditChange) => ({
  type,
  ...(id === undefined ? {} : { id }),
  before: before === undefined ? null : withoutSecrets(before),
  after: after === undefined ? null : withoutSecrets(after),
});
