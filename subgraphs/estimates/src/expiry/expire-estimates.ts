import type { DataSource, EntityManager } from 'typeorm';
import type { Changes } from '../../../../service-kit/changes/changes';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Logger } from '../../../../service-kit/process/logger';
import { startRounds, type Rounds } from '../../../../service-kit/process/rounds';
import { Estimate } from '../estimates/estimate.entity';
import { OrganizationSettings } from '../organizations/organization-settings.entity';
import { isOver } from '../organizations/organization-settings.service';
import { writeMoveBy } from '../statuses/status-moves.service';
import { isLegalMove } from '../statuses/statuses';

/*
 * Offers end by themselves when their last day is over in the organisation's time zone. Any number of processes may look at once: an
 * estimate's row is taken by one, and whoever decides about it at that moment goes first.
 */

const EVERY_MS = 60_000;
/** Estimates in one look; the next one takes the rest. */
const BATCH = 200;

interface Due {
  readonly orgId: string;
  readonly id: string;
}

/**
 * Expires what is due.
 *
 * @param source connected as estimates
 * @param now the instant that counts
 * @param onFailure told of an estimate that can't be expired; it holds up no other, and is tried again in the next round
 * @returns how many estimates expired
 */
export async function expireEstimates(
  source: DataSource,
  changes: Pick<Changes, 'announce'>,
  now: Date,
  onFailure: (error: unknown) => void,
): Promise<number> {
  let expired = 0;
  for (;;) {
    const due = await source.query<Due[]>(
      'SELECT org_id AS "orgId", estimate_id AS id FROM estimates.estimates_to_expire($1, $2)',
      [now, BATCH],
    );
    let moved = 0;
    for (const { orgId, id } of due) {
      try {
        if (!(await inOrganization(source, orgId, (db) => expire(db, orgId, id, now)))) continue;
        moved += 1;
        changes.announce({ kind: 'estimate', orgId, id });
      } catch (error) {
        onFailure(error);
      }
    }
    expired += moved;
    if (due.length < BATCH || moved === 0) return expired;
  }
}

/** Moves one estimate, unless somebody holds its row, or it was decided about meanwhile. */
async function expire(db: EntityManager, orgId: string, id: string, now: Date): Promise<boolean> {
  const estimate = await db.findOne(Estimate, {
    where: { orgId, id },
    lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
  });
  const settings = await db.findOneBy(OrganizationSettings, { orgId });
  if (!estimate || estimate.validUntil === null || !isLegalMove(estimate.status, 'EXPIRED')) return false;
  if (settings?.closedUntil || !isOver(estimate.validUntil, now, settings?.timeZone ?? 'UTC')) return false;
  await writeMoveBy({ db, orgId, actorId: null, byClient: false }, estimate, 'EXPIRED', {}, now);
  return true;
}

/**
 * Looks once a minute, and at once, until closed. A failure is logged, and the next look tries again.
 *
 * @param source connected as estimates; whoever made it closes it, after this
 */
export function startExpiry(source: DataSource, changes: Pick<Changes, 'announce'>, log: Logger): Rounds {
  const onFailure = (error: unknown) => log.warn({ err: error }, 'estimates not expired');
  return startRounds({
    everyMs: EVERY_MS,
    isEager: true,
    round: async () => {
      const expired = await expireEstimates(source, changes, new Date(), onFailure);
      if (expired > 0) log.info({ expired }, 'estimates expired');
    },
    onFailure,
  });
}
