import { Pool } from 'pg';
import type { Logger } from '../process/logger';

/** Tells the change version of an organisation (decision 14). */
export interface ChangeVersions {
  /**
   * The version as it is after this call began: every change committed before the call is in it. Equal versions mean equal
   * data.
   *
   * @returns null when it can't be known in time: then nothing may be assumed
   */
  current(orgId: string): Promise<string | null>;
  close(): Promise<void>;
}

/** A version that takes longer than this is not worth waiting for, in ms. */
const READ_TIMEOUT_MS = 500;
/** After a failure nobody waits for the next one, for so long, in ms. */
const PAUSE_MS = 1_000;
const CONNECTIONS = 2;

/**
 * Reads change versions from PostgreSQL, where alone they are certain.
 *
 * @param url for a role that may read `changes.versions`
 */
export function createChangeVersions(url: string, log: Logger): ChangeVersions {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    application_name: 'cashcraft-changes',
    connectionTimeoutMillis: READ_TIMEOUT_MS,
    query_timeout: READ_TIMEOUT_MS,
  });
  pool.on('error', (error) => log.warn({ err: error }, 'change versions: connection trouble'));
  const read = async (orgIds: readonly string[]): Promise<string[]> => {
    const { rows } = await pool.query<{ versions: string[] }>('SELECT changes.versions_of($1) AS versions', [
      orgIds,
    ]);
    return rows[0]?.versions ?? [];
  };
  const batches = new VersionBatches(read, log);
  return { current: (orgId) => batches.current(orgId), close: () => pool.end() };
}

interface Waiting {
  readonly answer: Promise<string | null>;
  resolve(version: string | null): void;
}

/**
 * One read at a time for all who wait. Who comes while one is under way waits for the next: the one under way may have
 * begun before a change that the newcomer must see.
 */
export class VersionBatches {
  #waiting = new Map<string, Waiting>();
  #busy = false;
  #pausedUntil = 0;

  constructor(
    private readonly read: (orgIds: readonly string[]) => Promise<readonly string[]>,
    private readonly log: Logger,
  ) {}

  current(orgId: string): Promise<string | null> {
    if (this.#pausedUntil > performance.now()) return Promise.resolve(null);
    let waiting = this.#waiting.get(orgId);
    if (!waiting) {
      waiting = createWaiting();
      this.#waiting.set(orgId, waiting);
    }
    if (!this.#busy) {
      this.#busy = true;
      setImmediate(() => void this.#readAll()); // with all that came in the same turn
    }
    return waiting.answer;
  }

  async #readAll(): Promise<void> {
    while (this.#waiting.size > 0) {
      const batch = this.#waiting;
      this.#waiting = new Map();
      const versions = await this.#readOrNothing([...batch.keys()]);
      [...batch.values()].forEach((waiting, place) => waiting.resolve(versions[place] ?? null));
    }
    this.#busy = false;
  }

  async #readOrNothing(orgIds: string[]): Promise<readonly string[]> {
    try {
      return await this.read(orgIds);
    } catch (error) {
      this.#pausedUntil = performance.now() + PAUSE_MS;
      this.log.warn({ err: error }, 'change versions can not be read: nothing is answered from the cache');
      return [];
    }
  }
}

function createWaiting(): Waiting {
  let resolve: Waiting['resolve'] = () => undefined;
  const answer = new Promise<string | null>((settle) => {
    resolve = settle;
  });
  return { answer, resolve };
}
