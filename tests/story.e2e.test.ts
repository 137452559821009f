import { playStory } from '../main/demo-story';
import { simulatorIntegration } from '../main/simulator-integration';
import { redirectOutput } from '../main/terminal';
import { startPgBouncer, type PgBouncer } from '../testkit/pgbouncer';
import { MODES, useProduct } from '../testkit/product';

/** Fewer connections for each role than the processes would open: their transactions take turns on them. */
const POOL_SIZE = 4;

describe.each(MODES)('the demo, in %s', (mode) => {
  let pgbouncer: PgBouncer | undefined;
  beforeAll(async () => {
    if (mode === 'all in one process') return;
    pgbouncer = await startPgBouncer(process.env['TEST_DATABASE_URL'] ?? '', POOL_SIZE);
  });
  const product = useProduct(mode, {
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
  }, 90_000);
});
