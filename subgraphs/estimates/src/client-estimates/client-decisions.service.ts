import type { EntityManager } from 'typeorm';
import { EXPORT_ESTIMATE } from '../../../../schema/jobs';
import { createInputCheck, type InputCheck } from '../../../../service-kit/data/input-check';
import { checkName } from '../../../../service-kit/data/names';
import { reject } from '../../../../service-kit/errors/user-errors';
import { actInOrganization } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { estimateThing } from '../estimates/estimate-changes';
import type { DecisionEvidence } from '../estimates/estimate.entity';
import { findPaper, requireAgreedPaper } from '../exports/papers.service';
import { TEXT_LIMITS } from '../input-check';
import { agreedOffer } from '../offers/offers.service';
import { writeMoveBy } from '../statuses/status-moves.service';
import { spendCodeTry } from './client-codes.service';
import {
  decisionKind,
  stateOf,
  type ClientDecisionKind,
  type ClientEstimateNode,
} from './client-estimate-node';
import { readLink, readNode, requireLinkPlace, takenOf } from './found-link';
import { refuseUnlessShown } from './openings.service';

/*
 * What a client decides by a link. It happens once, however often it is sent: the estimate's row is locked, and whoever comes
 * second finds it decided. The same decision by the same link is answered as the first time, another one is refused.
 */

const NAME_LENGTH = 200;

/** What a client sends. */
export interface ClientDecisionInput {
  readonly token: string;
  readonly contentHash: string;
  readonly name: string;
  readonly comment?: string | null | undefined;
  readonly code?: string | null | undefined;
  /** Of an approval: the options and alternatives that are taken. */
  readonly taken?: readonly string[] | null | undefined;
}

interface Wish {
  readonly kind: ClientDecisionKind;
  readonly name: string;
  readonly comment: string | null;
}

/**
 * Approves what was sent. Nobody can after its last day.
 *
 * @throws InputRejected for a mistake in the input; LINK_UNKNOWN, LINK_REVOKED, LINK_EXPIRED, SUPERSEDED, CANCELLED; EXPIRED after
 *   its last day; ALREADY_DECIDED; CONTENT_CHANGED for another hash; CODE_…
 */
export const approveClientEstimate = (ctx: Context, input: ClientDecisionInput) =>
  decide(ctx, input, 'APPROVED', (check) => check.text(input.comment, TEXT_LIMITS.reason, ['comment']));

/** Declines what was sent. @throws as {@link approveClientEstimate} */
export const declineClientEstimate = (ctx: Context, input: ClientDecisionInput) =>
  decide(ctx, input, 'DECLINED', (check) =>
    check.requiredText(input.comment, TEXT_LIMITS.reason, ['comment']),
  );

/** Says what shall be otherwise. @throws as {@link approveClientEstimate} */
export const requestClientEstimateChanges = (ctx: Context, input: ClientDecisionInput) =>
  decide(ctx, input, 'CHANGES_REQUESTED', (check) =>
    check.requiredText(input.comment, TEXT_LIMITS.reason, ['comment']),
  );

async function decide(
  ctx: Context,
  input: ClientDecisionInput,
  kind: ClientDecisionKind,
  readComment: (check: InputCheck) => string | null,
): Promise<{ estimate: ClientEstimateNode }> {
  const check = createInputCheck();
  const name = checkName(check, input.name, NAME_LENGTH);
  const wish: Wish = { kind, name, comment: readComment(check) };
  check.finish();
  const place = await requireLinkPlace(ctx, input.token);
  const { orgId } = place;
  const before = await readLink(ctx, place);
  if (isDone(before, kind, input)) return { estimate: before };
  refuseUnlessOpen(before);
  if (input.taken == null) refuseOtherContent(input, before.estimate.contentHash);
  if (before.link.requiresCode) await spendCodeTry(ctx, before, input.code);
  const estimate = await actInOrganization(ctx, { orgId, actorId: null }, async (db) => {
    const node = await readNode(ctx, db, place, { locks: true });
    if (isDone(node, kind, input)) return node;
    refuseUnlessOpen(node);
    await write(ctx, db, node, wish, input);
    return { ...node, taken: takenOf(node.estimate, null) }; // as whoever looks next sees it
  });
  ctx.bell?.ring(orgId);
  ctx.jobBell?.ring(EXPORT_ESTIMATE, orgId);
  ctx.changes.announce(estimateThing(orgId, estimate.estimate.id));
  ctx.log.info({ organizationId: orgId, estimateId: estimate.estimate.id, kind }, 'client decided');
  return { estimate };
}

/** Whether this link has brought the same decision on the same content before. */
function isDone(
  node: ClientEstimateNode,
  kind: ClientDecisionKind,
  { contentHash }: ClientDecisionInput,
): boolean {
  const evidence = node.estimate.decisionEvidence;
  return (
    stateOf(node) === kind &&
    evidence?.linkId === node.link.id &&
    evidence.contentHash === contentHash.toLowerCase()
  );
}

/** @throws InputRejected with why it can't be decided on */
function refuseUnlessOpen(node: ClientEstimateNode): void {
  refuseUnlessShown(node);
  const { validUntil } = node.estimate;
  if (decisionKind(node.estimate.status)) {
    throw reject('ALREADY_DECIDED', 'token', 'This estimate was decided on already.');
  }
  if (stateOf(node) !== 'OPEN') {
    throw reject('EXPIRED', 'token', `This estimate was valid until ${validUntil}. Ask for a new one.`);
  }
}

/** @throws InputRejected CONTENT_CHANGED */
function refuseOtherContent({ contentHash }: ClientDecisionInput, shown: string | null): void {
  if (contentHash.toLowerCase() === shown) return;
  const message = 'What you decide on is not what this link shows. Open it again, and decide then.';
  throw reject('CONTENT_CHANGED', 'contentHash', message);
}

async function write(
  { facts }: Context,
  db: EntityManager,
  { orgId, link, estimate, paperLanguage, now }: ClientEstimateNode,
  { kind, name, comment }: Wish,
  input: ClientDecisionInput,
): Promise<void> {
  const agreed = kind === 'APPROVED' ? await agreedOffer(db, estimate, input.taken ?? null) : null;
  const contentHash = agreed?.contentHash ?? estimate.contentHash ?? '';
  refuseOtherContent(input, contentHash);
  if (agreed && contentHash !== estimate.contentHash) await requireAgreedPaper(db, orgId, estimate.id);
  const paper = await findPaper(db, orgId, estimate.id, paperLanguage);
  const decisionEvidence: DecisionEvidence = {
    via: 'LINK',
    contentHash,
    ip: facts.ip,
    userAgent: facts.userAgent,
    requestId: facts.requestId,
    name,
    confirmedEmail: link.requiresCode ? link.email : null,
    linkId: link.id,
    paperHash: paper?.sha256 ?? null,
  };
  const decided = {
    ...(agreed ? { agreed } : {}),
    decidedAt: now,
    decidedBy: null,
    decisionReason: comment,
    decisionEvidence,
  };
  const mover = { db, orgId, actorId: null, byClient: true };
  await writeMoveBy(mover, estimate, kind, { facts: decided, reason: comment }, now);
}
