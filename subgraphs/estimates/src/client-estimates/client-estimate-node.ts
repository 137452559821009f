import type { EstimateLink } from '../estimate-links/estimate-link.entity';
import type { Estimate } from '../estimates/estimate.entity';
import { isOver } from '../organizations/organization-settings.service';
import type { EstimateStatus } from '../statuses/statuses';

/** What a client can decide. */
export type ClientDecisionKind = 'APPROVED' | 'DECLINED' | 'CHANGES_REQUESTED';
/** `ClientEstimateState` of the schema. */
type ClientEstimateState =
  ClientDecisionKind | 'OPEN' | 'EXPIRED' | 'SUPERSEDED' | 'CANCELLED' | 'LINK_EXPIRED' | 'LINK_REVOKED';

/** What a client's link leads to, as it is now. */
export interface ClientEstimateNode {
  readonly orgId: string;
  readonly link: EstimateLink;
  readonly estimate: Estimate;
  /** What the organisation is called; null while it is not known. */
  readonly company: string | null;
  readonly timeZone: string;
  /** Whether the organisation was deleted, though that can be undone yet. */
  readonly isClosed: boolean;
  /** Of the words. */
  readonly language: 'EN' | 'RU';
  /** Of the paper. */
  readonly paperLanguage: 'EN' | 'RU';
  readonly now: Date;
  /** The options and alternatives that are taken; null: as it was sent. */
  readonly taken: readonly string[] | null;
}

const DECISIONS: Partial<Record<EstimateStatus, ClientDecisionKind>> = {
  APPROVED: 'APPROVED',
  CONVERTED: 'APPROVED',
  DECLINED: 'DECLINED',
  CHANGES_REQUESTED: 'CHANGES_REQUESTED',
};

/** What was decided of an estimate in this state; null while nothing. */
export const decisionKind = (status: EstimateStatus): ClientDecisionKind | null => DECISIONS[status] ?? null;

/** What the holder of a link meets. */
export function stateOf({
  link,
  estimate,
  timeZone,
  isClosed,
  now,
}: Pick<ClientEstimateNode, 'link' | 'estimate' | 'timeZone' | 'isClosed' | 'now'>): ClientEstimateState {
  const { status, validUntil } = estimate;
  if (link.revokedAt !== null) return 'LINK_REVOKED';
  if (isClosed) return 'LINK_EXPIRED';
  if (status === 'SUPERSEDED' || status === 'CANCELLED') return status;
  if (link.expiresAt <= now) return 'LINK_EXPIRED';
  const decided = decisionKind(status);
  if (decided) return decided;
  const isLate = validUntil !== null && isOver(validUntil, now, timeZone);
  return status === 'EXPIRED' || isLate ? 'EXPIRED' : 'OPEN';
}

const HIDDEN: ReadonlySet<ClientEstimateState> = new Set([
  'LINK_REVOKED',
  'LINK_EXPIRED',
  'SUPERSEDED',
  'CANCELLED',
]);

/** Whether the estimate is shown in this state. */
export const isShown = (state: ClientEstimateState): boolean => !HIDDEN.has(state);

/** An address as it may be shown to whoever holds a link: `a•••@example.com`. */
export const maskedEmail = (email: string): string =>
  `${[...email][0] ?? ''}•••${email.slice(email.lastIndexOf('@'))}`;
