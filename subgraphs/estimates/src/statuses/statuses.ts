/*
 * Where an estimate stands, as data. A new state is a row in STATUSES, its moves are rows in MOVES, and its name is
 * added to the enum in the SDL; PostgreSQL knows all states of the plan already.
 *
 *   DRAFT → SENT → APPROVED
 *                → DECLINED
 */

/** What holds for each state. */
const STATUSES = {
  /** Being written: the only state whose content may change (the trigger `keep_sent` says so too). */
  DRAFT: { editable: true },
  SENT: { editable: false },
  APPROVED: { editable: false },
  DECLINED: { editable: false },
} as const satisfies Record<string, { editable: boolean }>;

export type EstimateStatus = keyof typeof STATUSES;

/** The legal moves. */
const MOVES: readonly { from: EstimateStatus; to: EstimateStatus }[] = [
  { from: 'DRAFT', to: 'SENT' },
  { from: 'SENT', to: 'APPROVED' },
  { from: 'SENT', to: 'DECLINED' },
];

/** Whether the content of an estimate in this state may change. */
export const isEditable = (status: EstimateStatus): boolean => STATUSES[status].editable;

/** Whether an estimate may go from one state to another. */
export const isLegalMove = (from: EstimateStatus, to: EstimateStatus): boolean =>
  MOVES.some((move) => move.from === from && move.to === to);
