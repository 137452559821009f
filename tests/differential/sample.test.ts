import { printSchema, lexicographicSortSchema } from 'graphql';
import { openContest } from '../../testkit/federation/contest';
import { openFederatedGraph } from '../../testkit/federation/federated-graph';
import { GRAPHS } from './graphs';
import { runDifferential } from './run-differential';

/** Enough to see that something broke; `random/` looks for the rare things. */
const OPERATIONS = 40;
const SEED = 7;

describe.each(GRAPHS)('a sample of the graph "$name"', (definition) => {
  it('is answered by the compiled engine as by the monolith', async () => {
    const { failures } = await runDifferential({
      definition,
      executor: 'compiled',
      operations: OPERATIONS,
      seed: SEED,
    });
    expect(failures.join('\n\n')).toBe('');
  });

  it('is answered with parts as subgraphs wrote them as by the monolith', async () => {
    const { failures, verbatimParts } = await runDifferential({
      definition,
      executor: 'verbatim',
      operations: OPERATIONS,
      seed: SEED,
    });
    expect(failures.join('\n\n')).toBe('');
    expect(verbatimParts).toBeGreaterThan(0);
  });

  it.each(['compiled', 'reference'])(
    'has the API schema of composition in the engine %s',
    async (executor) => {
      const graph = openFederatedGraph(definition);
      const contest = await openContest(graph, executor);
      const [own, composed] = [contest.engine.schema, graph.schema].map((schema) =>
        printSchema(lexicographicSortSchema(schema)),
      );
      await contest.close();
      expect(own).toBe(composed);
    },
  );
});
