import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../../../service-kit/auth/viewer';

/*
 * Why cards change: the journal's trigger (migration 1796800000511) takes it from the transaction. Without a word it is a
 * synchronisation.
 */

export type Cause =
  | { kind: 'SYNC' | 'WEBHOOK' | 'PROGRAM' | 'RULE' }
  /** A person of ours. */
  | { kind: 'PERSON'; userId: string };

/** A caller as a cause: a person, or a program with an API key. */
export const causeOf = ({ userId, machine }: Pick<Viewer, 'userId' | 'machine'>): Cause =>
  machine === undefined ? { kind: 'PERSON', userId } : { kind: 'PROGRAM' };

/** Says why cards change, until the transaction ends. */
export async function tellCause(db: EntityManager, cause: Cause): Promise<void> {
  const userId = cause.kind === 'PERSON' ? cause.userId : '';
  await db.query(`SELECT set_config('app.cause', $1, true), set_config('app.cause_user', $2, true)`, [
    cause.kind,
    userId,
  ]);
}
