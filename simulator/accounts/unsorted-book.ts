import { uuidFrom } from '../random';

export const UNSORTED_CATEGORIES = ['sip', 'mail', 'forms', 'chats'] as const;
export type UnsortedCategory = (typeof UNSORTED_CATEGORIES)[number];

/** An incoming lead that nobody has taken yet (kommo-api.md 3.14). Its cards are in no list until somebody does. */
export interface UnsortedRow {
  uid: string;
  category: UnsortedCategory;
  source_uid: string;
  source_name: string;
  pipeline_id: number;
  created_at: number;
  metadata: Record<string, unknown>;
  lead_id: number;
  contact_id: number | null;
  state: 'waiting' | 'accepted' | 'declined';
}

/** The incoming leads of one account, oldest first; what is done with them is in `unsorted.ts`. */
export class UnsortedBook {
  private readonly rows: UnsortedRow[] = [];

  constructor(
    private readonly accountId: number,
    private readonly seed: number,
  ) {}

  /** Those that wait. */
  waiting(): UnsortedRow[] {
    return this.rows.filter(({ state }) => state === 'waiting');
  }

  /** One that waits. */
  find(uid: string): UnsortedRow | undefined {
    return this.rows.find((row) => row.uid === uid && row.state === 'waiting');
  }

  /** By its place in the book, whatever became of it. */
  at(place: number): UnsortedRow | undefined {
    return this.rows[place];
  }

  placeOf(row: UnsortedRow): number {
    return this.rows.indexOf(row);
  }

  /** Enters one that waits from now on. */
  enter(given: Omit<UnsortedRow, 'uid' | 'state'>): UnsortedRow {
    const uid = uuidFrom(this.seed, `${this.accountId}|unsorted ${this.rows.length}`).replaceAll('-', '');
    const row: UnsortedRow = { ...given, uid, state: 'waiting' };
    this.rows.push(row);
    return row;
  }
}
