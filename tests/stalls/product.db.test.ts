import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useDatabase } from '../../testkit/database';
import { PRODUCT_ATTACKS } from '../../testkit/stalls/product-attacks';
import { openProductStalls, type Stalls } from '../../testkit/stalls/stalls';

/*
 * As in `wide.test.ts`, on the product itself: what people with an account, and guessers without one, can do to others. By HTTP
 * those for which it makes a difference; `npm run bench:stalls` has the figures of all.
 */
describe.each(['in-process', 'http'] as const)('the product, its subgraphs %s', (kind) => {
  const database = useDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'stalls-'));
  let stalls: Stalls;
  beforeAll(async () => {
    stalls = await openProductStalls(kind, database.url, folder);
  });
  afterAll(async () => {
    await stalls?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(attacksOn(kind))('nobody waits for %s', async (name) => {
    const { measured, ...outcome } = await stalls.attack(name);
    expect({ ...outcome, measured: outcome.fits ? [] : measured }).toEqual({ fits: true, measured: [] });
  });
});

function attacksOn(kind: 'in-process' | 'http'): string[] {
  const names = PRODUCT_ATTACKS.filter((attack) => !attack.isForFigures).map(({ name }) => name);
  return kind === 'in-process' ? names : names.filter((name) => /passwords|subscriptions|one new/.test(name));
}
