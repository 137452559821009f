/*
 * Where an estimate stands, as data. A new state is a row in STATUSES and in the enum of the SDL, its moves are rows in MOVES
 * and in the function `is_legal_move`, by which PostgreSQL refuses every other.
 *
 *   DRAFT ⇄ INTERNAL_REVIEW ──► SENT ──► VIEWED ──► APPROVED ──► CONVERTED
 *     └────────────────────────►┘ │        ├──────► DECLINED
 *                                 │        ├──────► CHANGES_REQUESTED
 *                                 └────────┴──────► EXPIRED
 *
 * All but an approved one become SUPERSEDED once a revision of theirs is sent; all that was sent and is
 * neither superseded nor converted can be CANCELLED.
 */

/** What holds for each state. */
const STATUSES = {
  /** Being written: the only state whose content may change. */
  DRAFT: { editable: true, revisable: false, onOffer: false },
  /** A second person looks at it. */
  INTERNAL_REVIEW: { editable: false, revisable: false, onOffer: false },
  SENT: { editable: false, revisable: true, onOffer: true },
  VIEWED: { editable: false, revisable: true, onOffer: true },
  CHANGES_REQUESTED: { editable: false, revisable: true, onOffer: true },
  APPROVED: { editable: false, revisable: false, onOffer: true },
  DECLINED: { editable: false, revisable: true, onOffer: false },
  EXPIRED: { editable: false, revisable: true, onOffer: false },
  SUPERSEDED: { editable: false, revisable: false, onOffer: false },
  CANCELLED: { editable: false, revisable: false, onOffer: false },
  CONVERTED: { editable: false, revisable: false, onOffer: true },
} as const satisfies Record<string, { editable: boolean; revisable: boolean; onOffer: boolean }>;

/** All of them. */
export const STATUS_NAMES = Object.keys(STATUSES) as [keyof typeof STATUSES];

export type EstimateStatus = keyof typeof STATUSES;

export const ALL_STATUSES = Object.keys(STATUSES) as EstimateStatus[];

/** Where each state may lead. */
const MOVES: Readonly<Record<EstimateStatus, readonly EstimateStatus[]>> = {
  DRAFT: ['INTERNAL_REVIEW', 'SENT'],
  INTERNAL_REVIEW: ['DRAFT', 'SENT'],
  SENT: ['VIEWED', 'APPROVED', 'DECLINED', 'CHANGES_REQUESTED', 'EXPIRED', 'SUPERSEDED', 'CANCELLED'],
  VIEWED: ['APPROVED', 'DECLINED', 'CHANGES_REQUESTED', 'EXPIRED', 'SUPERSEDED', 'CANCELLED'],
  CHANGES_REQUESTED: ['SUPERSEDED', 'CANCELLED'],
  DECLINED: ['SUPERSEDED', 'CANCELLED'],
  EXPIRED: ['SUPERSEDED', 'CANCELLED'],
  APPROVED: ['CONVERTED', 'CANCELLED'],
  SUPERSEDED: [],
  CANCELLED: [],
  CONVERTED: [],
};

/** Whether the content of an estimate in this state may change. */
export const isEditable = (status: EstimateStatus): boolean => STATUSES[status].editable;

/** Whether a revision may follow an estimate in this state. */
export const isRevisable = (status: EstimateStatus): boolean => STATUSES[status].revisable;

/** Whether the client can still take it, or has: it counts in what a lead comes to. */
export const isOnOffer = (status: EstimateStatus): boolean => STATUSES[status].onOffer;

/** Whether an estimate may go from one state to another. */
export const isLegalMove = (from: EstimateStatus, to: EstimateStatus): boolean => MOVES[from].includes(to);

/** The legal moves as pairs. */
export const legalMoves = (): [from: EstimateStatus, to: EstimateStatus][] =>
  ALL_STATUSES.flatMap((from) => MOVES[from].map((to): [EstimateStatus, EstimateStatus] => [from, to]));
