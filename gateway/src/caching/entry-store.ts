/** A kept answer. */
export interface CacheEntry {
  /** The organisation's change version under which it was made. */
  readonly version: string;
  /** Of a complete answer; shared by all who get it, so nobody may change it. */
  readonly data: Record<string, unknown>;
  /** When its execution began, in ms since the epoch. */
  readonly madeAt: number;
  readonly expiresAt: number;
}

/** Where answers are kept. It may forget at any time, and never fails: trouble is a miss. */
export interface EntryStore {
  get(key: string): CacheEntry | null | Promise<CacheEntry | null>;
  set(key: string, entry: CacheEntry): void;
  /** What it holds, as far as it knows. */
  size(): { entries: number; bytes: number };
  close(): void;
}

/** A larger answer is not kept, in characters of JSON: it would push out many small ones. */
export const MAX_ENTRY_SIZE = 1_000_000;
