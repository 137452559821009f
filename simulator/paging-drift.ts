import type { EntityType } from './accounts/rows';

/** Rows that change right after a page of a list was served (kommo-api.md 3.17, page drift). */
export interface Drift {
  accountId: number;
  entity: EntityType;
  /** The page after which it happens. */
  after_page: number;
  /** How many rows of that page change. */
  n: number;
  action: 'update' | 'delete';
}

/** Drifts that wait for their page; each happens once. */
export class PagingDrift {
  private waiting: Drift[] = [];

  add(drift: Drift): void {
    this.waiting.push(drift);
  }

  /** The drift for a page just served, if one waits for it. */
  take(accountId: number, entity: string, page: number): Drift | undefined {
    const found = this.waiting.find(
      (drift) => drift.accountId === accountId && drift.entity === entity && drift.after_page === page,
    );
    if (found) this.waiting = this.waiting.filter((drift) => drift !== found);
    return found;
  }
}
