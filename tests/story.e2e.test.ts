import { playStory } from '../main/demo-story';
import { simulatorIntegration } from '../main/simulator-integration';
import { migrateAllUp } from '../main/migrations';
import { DEMO_OWNER } from '../main/seed';
import { redirectOutput } from '../main/terminal';
import { must, post } from '../testkit/client';
import { logIn } from '../testkit/company';
import { startPgBouncer, type PgBouncer } from '../testkit/pgbouncer';
import { makePreviousDatabase, PREVIOUS_OWNER } from '../testkit/previous-database';
import { MODES, useProduct } from '../testkit/product';

/** Fewer connections for each role than the processes would open: their transactions take turns on them. */
const POOL_SIZE = 4;

async function upgraded(adminUrl: string, name: string): Promise<string> {
  const url = await makePreviousDatabase(adminUrl, name);
  await migrateAllUp(url);
  return url;
}

describe.each(MODES)('the demo, in %s', (mode) => {
  let pgbouncer: PgBouncer | undefined;
  beforeAll(async () => {
    if (mode === 'all in one process') return;
    pgbouncer = await startPgBouncer(process.env['TEST_DATABASE_URL'] ?? '', POOL_SIZE);
  });
  // One of the two on a database that an earlier version made and filled, and this one has migrated.
  const isUpgraded = mode === 'all in one process';
  const product = useProduct(mode, {
    ...(isUpgraded && { makeDatabase: upgraded }),
    settings: () => (pgbouncer ? { DATABASE_POOL_URL: pgbouncer.url } : {}),
  });
  afterAll(() => pgbouncer?.stop());

  it('plays from registration to a sent estimate read in one federated query, and a stranger finds nothing', async () => {
    const lines: string[] = [];
    redirectOutput((text) => void lines.push(text));
    await playStory(product.url, simulatorIntegration(product.port));
    const told = lines.join('');
    for (const happened of [
      'leads and',
      'is stored',
      'status SENT',
      'three subgraphs, one answer',
      'UNAUTHENTICATED',
    ]) {
      expect(told).toContain(happened);
    }
    if (!pgbouncer) return;
    const { transactions, connections } = await pgbouncer.carried();
    expect(transactions).toBeGreaterThan(100);
    expect(connections).toBeLessThanOrEqual(POOL_SIZE);
  });

  if (!isUpgraded) return;
  it('shows what the earlier version has stored to its people, who log in as ever', async () => {
    const { accessToken } = await logIn(product.url, {
      email: PREVIOUS_OWNER,
      password: DEMO_OWNER.password,
    });
    const { leads, estimates } = await must(
      post(
        `${product.url}/graphql`,
        accessToken,
        '{ leads(first: 9) { totalCount } estimates(first: 9) { edges { node { number status lead { name } totals { total { amount } } } } } }',
      ),
    );
    expect(leads.totalCount).toBe(4);
    expect(estimates.edges).toMatchObject([
      { node: { number: '2026-000001', status: 'SENT', totals: { total: { amount: '2636.34' } } } },
    ]);
    expect(estimates.edges[0].node.lead.name).not.toBe('');
  });
});
