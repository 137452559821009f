import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useDatabase } from '../../testkit/database';
import { PRODUCT_ATTACKS } from '../../testkit/stalls/product-attacks';
import { openProductStalls, type Stalls } from '../../testkit/stalls/stalls';

/*
 * As in `wide.test.ts`, on the product itself: what people with an account, and guessers without one, can do to others.
 */
describe.each(['in-process', 'http'] as const)('the product, its subgraphs %s', (kind) => {
  const database = useDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'stalls-'));
  let stalls: Stalls;
  beforeAll(async () => {
    stalls = await openProductStalls(kind, database.url, folder);
  }, 240_000);
  afterAll(async () => {
    await stalls?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(PRODUCT_ATTACKS.map(({ name }) => name))(
    'nobody waits for %s',
    async (name) => {
      expect(await stalls.attack(name)).toMatchObject({ fits: true });
    },
    240_000,
  );
});
