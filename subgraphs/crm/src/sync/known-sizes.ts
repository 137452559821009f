import type { EntityManager } from 'typeorm';
import type { MirrorSource } from './sources';
import type { SyncSession } from './sync-session';

/** The first rows of an account that are worth telling PostgreSQL of; then each time that there are so many times as many. */
const FIRST = 250;
const TIMES = 4;
/** How long PostgreSQL may look at a table, in ms. */
const PATIENCE_MS = 5_000;

/** What is written together with rows of a kind. */
const TOGETHER: Record<string, readonly string[]> = {
  LEADS: ['lead_contacts', 'lead_catalog_elements', 'card_values'],
  CONTACTS: ['card_values'],
  COMPANIES: ['card_values'],
};

const step = (rows: number): number => Math.floor(Math.log(Math.max(rows, 1) / FIRST) / Math.log(TIMES));

/**
 * Has PostgreSQL look at the tables that a first load fills, as it fills them. It plans by a sample that autovacuum takes once in a while,
 * in which an organisation that is new does not occur (1796900000780-known-sizes.ts).
 */
export async function learnSizes(
  session: SyncSession,
  { entity }: MirrorSource,
  before: number,
  after: number,
): Promise<void> {
  if (after < FIRST || step(after) <= step(before)) return;
  for (const table of [entity.toLowerCase(), ...(TOGETHER[entity] ?? [])]) {
    // Where it takes too long nothing is learned, and the load goes on; a database that is away is told of by what comes next.
    await session.read((db) => look(db, table, after)).catch(() => undefined);
  }
}

async function look(db: EntityManager, table: string, rows: number): Promise<void> {
  await db.query(`SELECT set_config('statement_timeout', $1, true)`, [String(PATIENCE_MS)]);
  await db.query('SELECT crm.learn_sizes($1, $2)', [table, rows]);
}
