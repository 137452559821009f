import { LRUCache } from 'lru-cache';
import { MAX_ROWS, SortedIndex, sortKey } from './sorted-index';

/** What every row has. */
export interface Entity {
  id: number;
  created_at: number;
  updated_at: number;
}

/**
 * live: in the lists · bin: deleted, restorable, listed by `with=only_deleted` · gone: merged or purged, no trace ·
 * hidden: readable by id but left out of lists (contacts of a not yet accepted incoming lead).
 */
export type RowState = 'live' | 'bin' | 'gone' | 'hidden';
const STATES: readonly RowState[] = ['live', 'bin', 'gone', 'hidden'];

/** Seeded rows as pure functions of the row number: nothing is stored until a row is changed. */
export interface CollectionSource<T extends Entity> {
  firstId: number;
  count: number;
  generate(slot: number): T;
  stateOf(slot: number): RowState;
  /** Sortable columns that are cheap to know without making the row. */
  columns: Readonly<Record<string, (slot: number) => number>>;
}

export interface Range {
  column: string;
  from: number;
  to: number;
}

export interface Selection<T> {
  state: RowState;
  order: string;
  descending: boolean;
  ranges: readonly Range[];
  ids?: readonly number[] | undefined;
  matches?: ((row: T) => boolean) | undefined;
  /** Identifies ranges, ids and `matches`, so that the next page of one list does not filter again. */
  cacheKey: string;
}

/** Rows found, in order: how many, and the row at a position. */
export interface Found<T> {
  total: number;
  rowAt(position: number): T;
}

const BULK = 500;

/** One table: lazily generated rows, an overlay of changed rows, and sorted indexes kept up to date by each change. */
export class Collection<T extends Entity> {
  private readonly changed = new Map<number, T>();
  private states: Uint8Array;
  private size: number;
  private version = 0;
  private readonly indexes = new Map<string, { state: RowState; column: string; index: SortedIndex }>();
  private readonly filtered = new LRUCache<string, readonly number[]>({ max: 16 });

  constructor(private readonly source: CollectionSource<T>) {
    this.size = source.count;
    this.states = new Uint8Array(source.count);
    for (let slot = 0; slot < source.count; slot += 1) {
      this.states[slot] = STATES.indexOf(source.stateOf(slot));
    }
  }

  /** Grows by one with each change; equal versions mean equal content. */
  get revision(): number {
    return this.version;
  }

  /** The state of a row, or undefined for an id that never was. */
  stateOf(id: number): RowState | undefined {
    const slot = id - this.source.firstId;
    return Number.isInteger(slot) && slot >= 0 && slot < this.size
      ? STATES[this.states[slot] ?? 2]
      : undefined;
  }

  /** True for a row that lists show. */
  isLive(id: number): boolean {
    return this.stateOf(id) === 'live';
  }

  /** A row by id in any of the given states (live and hidden by default), or undefined. Do not change it. */
  get(id: number, states: readonly RowState[] = ['live', 'hidden']): T | undefined {
    const state = this.stateOf(id);
    return state !== undefined && states.includes(state) ? this.rowOf(id - this.source.firstId) : undefined;
  }

  /** How many rows are in a state. */
  count(state: RowState = 'live'): number {
    return this.indexOf(state, 'id').length;
  }

  /** Adds a row with the next id; `make` gets the id. */
  insert(make: (id: number) => T): T {
    if (this.size >= MAX_ROWS) throw new RangeError(`A collection holds at most ${MAX_ROWS} rows`);
    const slot = this.size;
    if (slot >= this.states.length) {
      const grown = new Uint8Array(Math.max(64, slot * 2));
      grown.set(this.states);
      this.states = grown;
    }
    const row = make(this.source.firstId + slot);
    this.size += 1;
    this.states[slot] = 0;
    this.changed.set(slot, row);
    this.enter(slot);
    this.version += 1;
    return row;
  }

  /** Changes rows in place; indexes follow. Many rows at once drop the indexes, which the next reader builds anew. */
  update(ids: readonly number[], change: (row: T) => void): void {
    const bulk = ids.length > BULK;
    if (bulk) this.indexes.clear();
    for (const id of ids) {
      const slot = id - this.source.firstId;
      const row = this.rowOf(slot);
      if (!bulk) this.leave(slot);
      this.changed.set(slot, row);
      change(row);
      if (!bulk) this.enter(slot);
    }
    this.version += 1;
  }

  /** Moves rows between the lists and the bin. */
  setState(ids: readonly number[], state: RowState): void {
    for (const id of ids) {
      const slot = id - this.source.firstId;
      this.leave(slot);
      this.states[slot] = STATES.indexOf(state);
      this.enter(slot);
    }
    this.version += 1;
  }

  /** Finds rows. Without `ids` and `matches`, and ranged on the order column only, this costs two binary searches. */
  find(selection: Selection<T>): Found<T> {
    const { ranges, order, descending } = selection;
    const index = this.indexOf(selection.state, order);
    const direct = !selection.ids && !selection.matches && ranges.every((range) => range.column === order);
    if (!direct) return this.findFiltered(selection);
    let start = 0;
    let end = index.length;
    for (const range of ranges) {
      start = Math.max(start, index.lowerBound(range.from));
      end = Math.min(end, index.lowerBound(range.to + 1));
    }
    const total = Math.max(0, end - start);
    return {
      total,
      rowAt: (position) => this.rowOf(index.slotAt(descending ? end - 1 - position : start + position)),
    };
  }

  private findFiltered(selection: Selection<T>): Found<T> {
    const key = `${this.version}|${selection.state}|${selection.order}|${selection.cacheKey}`;
    let slots = this.filtered.get(key);
    if (!slots) {
      slots = this.filter(selection);
      this.filtered.set(key, slots);
    }
    const list = slots;
    return {
      total: list.length,
      rowAt: (position) =>
        this.rowOf(list[selection.descending ? list.length - 1 - position : position] as number),
    };
  }

  private filter(selection: Selection<T>): number[] {
    const { state, order, ranges, matches } = selection;
    const kept: number[] = [];
    for (const slot of this.candidates(selection)) {
      if (STATES[this.states[slot] as number] !== state) continue;
      if (!ranges.every((range) => this.within(slot, range))) continue;
      if (!matches || matches(this.rowOf(slot))) kept.push(slot);
    }
    const keyed = kept.map((slot) => [sortKey(this.valueOf(slot, order), slot), slot] as const);
    return keyed.sort((a, b) => a[0] - b[0]).map(([, slot]) => slot);
  }

  private *candidates({ ids, ranges, state }: Selection<T>): Iterable<number> {
    if (ids) {
      for (const id of new Set(ids)) if (this.stateOf(id)) yield id - this.source.firstId;
      return;
    }
    const [range] = ranges;
    const index = this.indexOf(state, range?.column ?? 'id');
    const end = range ? index.lowerBound(range.to + 1) : index.length;
    for (let at = range ? index.lowerBound(range.from) : 0; at < end; at += 1) yield index.slotAt(at);
  }

  private within(slot: number, range: Range): boolean {
    const value = this.valueOf(slot, range.column);
    return value >= range.from && value <= range.to;
  }

  private rowOf(slot: number): T {
    return this.changed.get(slot) ?? this.source.generate(slot);
  }

  private valueOf(slot: number, column: string): number {
    if (column === 'id') return slot;
    const row = this.changed.get(slot) as Record<string, unknown> | undefined;
    if (row) return row[column] as number;
    const read = this.source.columns[column];
    if (!read) throw new RangeError(`No sortable column ${column}`);
    return read(slot);
  }

  private indexOf(state: RowState, column: string): SortedIndex {
    const name = `${state}|${column}`;
    const known = this.indexes.get(name);
    if (known) return known.index;
    const wanted = STATES.indexOf(state);
    const keys = new Float64Array(this.size);
    let used = 0;
    for (let slot = 0; slot < this.size; slot += 1) {
      if (this.states[slot] !== wanted) continue;
      keys[used] = sortKey(this.valueOf(slot, column), slot);
      used += 1;
    }
    const index = new SortedIndex(keys.slice(0, used));
    this.indexes.set(name, { state, column, index });
    return index;
  }

  private enter(slot: number): void {
    this.eachIndexOf(slot, (index, value) => index.add(value, slot));
  }

  private leave(slot: number): void {
    this.eachIndexOf(slot, (index, value) => index.remove(value, slot));
  }

  private eachIndexOf(slot: number, act: (index: SortedIndex, value: number) => void): void {
    const state = STATES[this.states[slot] as number];
    for (const entry of this.indexes.values()) {
      if (entry.state === state) act(entry.index, this.valueOf(slot, entry.column));
    }
  }
}
