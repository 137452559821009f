import { Registry } from 'prom-client';
import { scriptedEngine } from '../../../testkit/scripted-engine';
import { createMetrics } from '../telemetry/metrics';

describe('what is counted', () => {
  const SHOP = { shop: 'type Query { items: [Item!]! } type Item { id: ID! count: Int }' };
  const LARGE = `{ items { ${Array.from({ length: 60 }, (_none, n) => `a${n}: count`).join(' ')} } }`;
  async function counted(planMs: number | undefined, ...queries: string[]): Promise<string[]> {
    const registry = new Registry();
    const metrics = createMetrics(registry);
    const engine = await scriptedEngine(SHOP, () => ({ data: { items: [] } }), {
      metrics,
      ...(planMs && { planMs }),
    });
    for (const query of queries) await engine.ask(query);
    await engine.close();
    const lines = (await registry.metrics()).split('\n');
    return lines.filter(
      (line) =>
        /^graphql_(plan|compiled).*[^0] [1-9]\d*$|^graphql_(plan|compiled)\w+ \d+$/.test(line) &&
        !/_bucket|_sum/.test(line),
    );
  }

  it('is each plan, by its place and what became of it; what was planned before counts for nothing', async () => {
    expect(await counted(undefined, '{ items { id } }', '{ items { id } }', LARGE)).toEqual([
      'graphql_plans_total{outcome="planned"} 2',
      'graphql_plan_duration_seconds_count{place="inline"} 1',
      'graphql_plan_duration_seconds_count{place="thread"} 1',
      'graphql_plans_under_way 0',
      'graphql_compiled_operations 2',
    ]);
  });

  it('is a plan that took too long, and the thread that ended with it', async () => {
    expect(await counted(1, LARGE)).toEqual([
      'graphql_plans_total{outcome="none"} 1',
      'graphql_plan_duration_seconds_count{place="thread"} 1',
      'graphql_plans_under_way 0',
      'graphql_plan_thread_ends_total{reason="time"} 1',
      'graphql_compiled_operations 1',
    ]);
  });
});
