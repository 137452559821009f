import type { EntityManager } from 'typeorm';
import { newId } from '../../../../service-kit/data/ids';
import { reject } from '../../../../service-kit/errors/user-errors';
import { actInOrganization } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { EstimateLink, EstimateLinkView } from '../estimate-links/estimate-link.entity';
import { estimateThing } from '../estimates/estimate-changes';
import { writeMoveBy } from '../statuses/status-moves.service';
import { isShown, stateOf, type ClientEstimateNode } from './client-estimate-node';
import { readNode, requireLinkPlace } from './found-link';

/** What one browser opens again within this time is the same opening. */
const SAME_OPENING = '30 minutes';
/** Openings of one link that are kept; later ones are only counted. */
const MAX_KEPT = 200;

/**
 * Notes that a person has opened a link. An estimate that was SENT is VIEWED then, once.
 *
 * @throws InputRejected LINK_UNKNOWN, or why nothing is shown: LINK_REVOKED, LINK_EXPIRED, SUPERSEDED, CANCELLED
 */
export async function openClientEstimate(
  ctx: Context,
  token: string,
): Promise<{ estimate: ClientEstimateNode }> {
  const place = await requireLinkPlace(ctx, token);
  const { orgId } = place;
  const estimate = await actInOrganization(ctx, { orgId, actorId: null }, async (db) => {
    const node = await readNode(ctx, db, place, { locks: true });
    refuseUnlessShown(node);
    if (await noteOpening(ctx, db, node)) await markViewed(db, node);
    return node;
  });
  ctx.bell?.ring(orgId);
  ctx.changes.announce(estimateThing(orgId, estimate.estimate.id));
  return { estimate };
}

const MESSAGES = {
  LINK_REVOKED: 'This link was taken back. Ask whoever sent it for a new one.',
  LINK_EXPIRED: 'The time of this link is over. Ask whoever sent it for a new one.',
  SUPERSEDED: 'A newer revision of this estimate was sent: use its link.',
  CANCELLED: 'This estimate was taken back.',
} as const;

/** @throws InputRejected with the state as its code */
export function refuseUnlessShown(node: ClientEstimateNode): void {
  const state = stateOf(node);
  if (!isShown(state)) throw reject(state, 'token', MESSAGES[state as keyof typeof MESSAGES]);
}

/** @returns whether it is a new opening */
async function noteOpening(
  { facts: { ip, userAgent } }: Context,
  db: EntityManager,
  { orgId, link, now }: ClientEstimateNode,
): Promise<boolean> {
  const again = await db.query<unknown[]>(
    `SELECT 1 FROM estimates.client_views WHERE org_id = $1 AND link_id = $2 AND at > $3::timestamptz - interval '${SAME_OPENING}'
        AND ip IS NOT DISTINCT FROM $4 AND user_agent IS NOT DISTINCT FROM $5 LIMIT 1`,
    [orgId, link.id, now, ip, userAgent],
  );
  if (again.length > 0) return false;
  const openedAt = link.openedAt ?? now;
  const changes = { openedAt, lastOpenedAt: now, viewCount: link.viewCount + 1 };
  await db.update(EstimateLink, { orgId, id: link.id }, changes);
  if (link.viewCount < MAX_KEPT) {
    await db.insert(EstimateLinkView, { orgId, id: newId(), linkId: link.id, at: now, ip, userAgent });
  }
  Object.assign(link, changes);
  return true;
}

async function markViewed(db: EntityManager, { orgId, estimate, now }: ClientEstimateNode): Promise<void> {
  if (estimate.status !== 'SENT') return;
  await writeMoveBy({ db, orgId, actorId: null, byClient: true }, estimate, 'VIEWED', {}, now);
}
