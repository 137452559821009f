import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logIn } from '../company';
import { fillTables } from './fill';
import { OPERATIONS } from './operations';
import { plansOf, scansIn, type Plan } from './plans';
import { send } from './send';
import type { SmallWorld } from './one-process';

/*
 * `npm run chaos -- --rows 1000000`: as many leads, contacts, positions, audit entries and events of two hundred organisations, a fifth of them of one.
 * Every list is asked for in every order, searched and filtered, and PostgreSQL's auto_explain tells how each statement found its
 * rows. A statement that reads a big table from end to end fails the run; so does one that touches far more rows than it answers.
 */

/** What one statement may touch: a page and what hangs on it, or what a total is counted over (its limit, docs/limits.md). */
const MOST_ROWS = 30_000;
/** Long enough for every round of the workers that goes by seconds. */
const ROUNDS_MS = 20_000;

interface Asked {
  name: string;
  ms: number;
  touched: number;
  faults: string[];
}

const newestIn = (folder: string): string => join(folder, readdirSync(folder).toSorted().at(-1) ?? '');

/** What auto_explain has written since the last look. */
function reader(logFile: string): () => Plan[] {
  let from = statSync(logFile).size;
  return () => {
    const text = readFileSync(logFile).subarray(from).toString();
    from = statSync(logFile).size;
    return plansOf(text);
  };
}

function judge(name: string, ms: number, plans: readonly Plan[], big: ReadonlySet<string>): Asked {
  const touched = Math.max(0, ...plans.map((plan) => plan.touched));
  const scans = new Set(plans.flatMap((plan) => scansIn(plan, big)));
  const faults = [...scans].map((table) => `reads all of ${table}`);
  if (touched > MOST_ROWS) faults.push(`touches ${touched} rows in a statement`);
  return { name, ms, touched, faults };
}

/** Fills, asks, prints. @returns whether every statement went by an index */
export async function askBigTables(
  world: SmallWorld,
  rows: number,
  estimates: ReadonlyMap<string, string>,
): Promise<boolean> {
  const [organization] = world.organizations;
  if (!organization) throw new Error('There is no organisation.');
  const estimateId = estimates.get(organization.org.id) ?? '';
  const big = await fillTables(world, rows, organization.org.id, estimateId);
  const { accessToken } = await logIn(world.url, organization.owner);
  await sleep(3_000); // what came of filling is written
  const look = reader(newestIn(world.postgresLog));
  const done: Asked[] = [];
  for (const { name, query } of OPERATIONS(estimateId)) {
    const begun = performance.now();
    const answer = await send(world, accessToken, { query });
    const ms = Math.round(performance.now() - begun);
    await sleep(100);
    const asked = judge(name, ms, look(), big);
    if (!answer || answer.errors) asked.faults.push(JSON.stringify(answer?.errors ?? 'no answer'));
    done.push(asked);
  }
  await sleep(ROUNDS_MS);
  done.push(judge('what workers do by themselves', 0, look(), big));
  for (const { name, ms, touched, faults } of done) {
    console.log(
      `${name.padEnd(44)} ${String(ms).padStart(6)} ms ${String(touched).padStart(8)} rows  ${faults.join('; ') || 'by index'}`,
    );
  }
  return done.every(({ faults }) => faults.length === 0);
}

/** Has every statement of a cluster explained, nested ones too. */
export const EXPLAINED = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_format': 'json',
  'auto_explain.log_nested_statements': 'on',
  fsync: 'off',
  // Filling is not what is tried here: nothing of it is written twice, and nobody cleans up meanwhile.
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  checkpoint_timeout: '1h',
  autovacuum: 'off',
  shared_buffers: '1GB',
  maintenance_work_mem: '512MB',
  max_wal_size: '8GB',
} as const;
