import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateAllUp } from '../main/migrations';
import { startTestPostgres } from '../testkit/services';
import { PRODUCT_ATTACKS } from '../testkit/stalls/product-attacks';
import { openProductStalls, openStalls, type Measured, type Stalls } from '../testkit/stalls/stalls';
import { WIDE_ATTACKS } from '../testkit/stalls/wide-attacks';

/* What each hostile request of the stall suite costs others, in figures. */

const HEAD =
  '| Attack | At once | Others: undisturbed, ms | meanwhile, ms | Longest round, ms | Memory, MB | Answer |';

const rowOf = ({ name, atOnce, quiet, slowest, longestMs, megabytes, outcomes }: Measured): string => {
  const answers = [...new Set(outcomes.map(({ status }) => status))].join(', ');
  const cells = [name, atOnce, quiet.slowest.toFixed(1), slowest.toFixed(1), longestMs, megabytes, answers];
  return `| ${cells.join(' | ')} |`;
};

const KINDS = ['in-process', 'http'] as const;

async function show(title: string, stalls: Stalls, names: readonly string[]): Promise<void> {
  process.stdout.write(`\n${title}\n\n${HEAD}\n|${' --- |'.repeat(7)}\n`);
  for (const name of names) {
    for (const atOnce of [1, 3]) process.stdout.write(`${rowOf(await stalls.measure(name, atOnce))}\n`);
  }
  await stalls.close();
}

async function showProduct(names: readonly string[]): Promise<void> {
  for (const kind of KINDS) {
    const postgres = await startTestPostgres();
    const folder = mkdtempSync(join(tmpdir(), 'stalls-'));
    await migrateAllUp(postgres.url);
    await show(`The product, subgraphs ${kind}`, await openProductStalls(kind, postgres.url, folder), names);
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Prints the figures: of requests to a gateway over a wide graph, and of those to the whole product.
 *
 * @param part of the names of those that are sent; all of them unless given
 */
export async function showStalls(part = ''): Promise<void> {
  const namesOf = (attacks: readonly { name: string }[]) =>
    attacks.map(({ name }) => name).filter((name) => name.includes(part));
  const wide = namesOf(WIDE_ATTACKS);
  for (const kind of KINDS) {
    if (wide.length > 0) await show(`A wide graph, subgraphs ${kind}`, await openStalls(kind), wide);
  }
  const product = namesOf(PRODUCT_ATTACKS);
  if (product.length > 0) await showProduct(product);
}
