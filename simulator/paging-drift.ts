import type { EntityType } from './accounts/rows';

/** Rows that change right after a page of a list was served (kommo-api.md 3.17, page drift). */
export interface Drift {
  accountId: number;
  entity: EntityType;
  /** After how many pages of more than one row, from now on, it happens. */
  after_page: number;
  /** How many rows of that page change. */
  n: number;
  action: 'update' | 'delete' | 'accept';
  /** Seconds the clock moves on before they change. */
  advance_s?: number | undefined;
}

/** Drifts that wait for their page; each happens once. */
export class PagingDrift {
  private waiting: Drift[] = [];

  add(drift: Drift): void {
    this.waiting.push({ ...drift });
  }

  /** The drift for a page just served, if one waits for it. */
  take(accountId: number, entity: string, limit: number): Drift | undefined {
    if (limit <= 1) return undefined;
    const own = this.waiting.filter((drift) => drift.accountId === accountId && drift.entity === entity);
    for (const drift of own) drift.after_page -= 1;
    const due = own.find((drift) => drift.after_page <= 0);
    if (due) this.waiting = this.waiting.filter((drift) => drift !== due);
    return due;
  }
}
