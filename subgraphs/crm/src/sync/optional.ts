import { KOMMO_ERROR_WORDS, isRefused } from '../kommo/kommo-error';
import { noteCursorError } from './cursor-store';
import type { SyncedEntity } from './sync-cursor.entity';
import type { SyncSession } from './sync-session';

/**
 * Works on a kind of data that a synchronisation can do without. Where Kommo refuses it, that is told as the kind's error.
 *
 * @returns what the work answers; null when it was refused
 */
export async function unlessRefused<T>(
  session: SyncSession,
  entity: SyncedEntity,
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!isRefused(error)) throw error;
    const words = KOMMO_ERROR_WORDS[error.kind];
    await session.run.commit((db) => noteCursorError(db, session.ref, entity, words));
    return null;
  }
}
