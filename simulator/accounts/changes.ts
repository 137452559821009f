import type { EntityType } from './rows';

/**
 * One change of a row, told to whoever listens: the seam for webhook delivery. `code` is a webhook event code of
 * kommo-api.md 4.1; `before` holds the values that changed.
 */
export interface Change {
  code: string;
  entity: EntityType | 'tasks' | 'notes' | 'talks' | 'unsorted';
  id: number;
  at: number;
  by: number;
  before: Readonly<Record<string, unknown>>;
}

export type ChangeListener = (change: Change) => void;

/** Hands each change of an account to its listeners, in order, at once. */
export class ChangeFeed {
  private readonly listeners = new Set<ChangeListener>();
  private isSilent = false;

  /** Adds a listener; call the result to stop listening. */
  listen(listener: ChangeListener): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Does something of which nobody is told. */
  silently<T>(act: () => T): T {
    this.isSilent = true;
    try {
      return act();
    } finally {
      this.isSilent = false;
    }
  }

  tell(change: Change): void {
    if (this.isSilent) return;
    for (const listener of this.listeners) listener(change);
  }
}
