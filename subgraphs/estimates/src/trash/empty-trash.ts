import type { DataSource, EntityManager } from 'typeorm';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Logger } from '../../../../service-kit/process/logger';
import { startRounds, type Rounds } from '../../../../service-kit/process/rounds';
import { OrganizationSettings } from '../organizations/organization-settings.entity';
import { removeForGood } from './remove-for-good';
import { TrashItem } from './trash-item.entity';

/* What has been in the trash for its time is removed for good. Any number of processes may look at once: an item is taken by one. */

const EVERY_MS = 600_000;
/** Items in one look; each is a transaction of its own, and others are served between them. */
const BATCH = 100;
/** What the largest price list with all its prices may take; nobody waits for it. */
const MOST_MS = 600_000;

/**
 * Removes what is due.
 *
 * @param source connected as estimates
 * @param now the instant that counts
 * @param onFailure told of an item that can't be removed; it holds up no other, and is tried again in the next round
 * @returns how many were removed
 */
export async function emptyTrash(
  source: DataSource,
  now: Date,
  onFailure: (error: unknown) => void,
): Promise<number> {
  let removed = 0;
  for (;;) {
    const due = await source.query<{ orgId: string; id: string }[]>(
      'SELECT org_id AS "orgId", id FROM estimates.trash_to_empty($1, $2)',
      [now, BATCH],
    );
    let gone = 0;
    for (const { orgId, id } of due) {
      try {
        if (await inOrganization(source, orgId, (db) => removeIfDue(db, { orgId, id }, now))) gone += 1;
      } catch (error) {
        onFailure(error);
      }
    }
    removed += gone;
    if (due.length < BATCH || gone === 0) return removed;
  }
}

/** Removes one, unless somebody is restoring it, or its organisation is closed: that one rests, and may be opened again. */
async function removeIfDue(
  db: EntityManager,
  { orgId, id }: Pick<TrashItem, 'orgId' | 'id'>,
  now: Date,
): Promise<boolean> {
  const item = await db.findOne(TrashItem, {
    where: { orgId, id },
    lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
  });
  if (!item || item.expiresAt > now) return false;
  const settings = await db.findOneBy(OrganizationSettings, { orgId });
  if (settings?.closedUntil) return false;
  await db.query(`SELECT set_config('statement_timeout', '${MOST_MS}', true)`);
  await removeForGood(db, item);
  return true;
}

/** Looks every ten minutes, and at once, until closed. A failure is logged, and the next look tries again. */
export function startEmptying(source: DataSource, log: Logger): Rounds {
  const onFailure = (error: unknown) => log.warn({ err: error }, 'trash not emptied');
  return startRounds({
    everyMs: EVERY_MS,
    isEager: true,
    round: async () => {
      const removed = await emptyTrash(source, new Date(), onFailure);
      if (removed > 0) log.info({ removed }, 'trash emptied');
    },
    onFailure,
  });
}
