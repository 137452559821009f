import type { ExecutionResult } from 'graphql';
import { createGateway, type Gateway } from '../../gateway/src/gateway';
import { silentLogger } from '../../service-kit/process/logger';
import { createTokenVerifier } from '../../service-kit/auth/viewer';
import { compareAnswers } from '../../testkit/federation/compare-answers';
import { openFederatedGraph, type FederatedGraph } from '../../testkit/federation/federated-graph';
import { createMonolith } from '../../testkit/federation/monolith';
import { Random } from '../../testkit/federation/random';
import { randomOperation } from '../../testkit/federation/random-operation';
import { createRowSubgraph } from '../../testkit/federation/row-subgraph';
import { GRAPHS } from './graphs';

/*
 * The whole way of a request: HTTP, Apollo Server, the stages, the compiled engine. Small operations, for the limits are
 * those of production.
 */

const OPERATIONS = 18;
const SEED = 11;
const SMALL = { depth: 3, fields: 7 };

describe.each(GRAPHS)('the graph "$name" over HTTP', (definition) => {
  let graph: FederatedGraph;
  let gateway: Gateway;
  let world: ReturnType<FederatedGraph['createWorld']>;

  beforeAll(async () => {
    graph = openFederatedGraph(definition);
    gateway = await createGateway({
      supergraph: graph.supergraph,
      transports: Object.fromEntries(
        graph.supergraph.subgraphs.map(({ name }) => [
          name,
          { kind: 'in-process' as const, execute: createRowSubgraph(graph, name, () => world) },
        ]),
      ),
      verifier: createTokenVerifier({ keys: { find: async () => null }, isRevoked: () => false }),
      log: silentLogger(),
      environment: 'development',
      executor: 'compiled',
    });
  });
  afterAll(() => gateway.close());

  it(`answers ${OPERATIONS} random operations as the monolith does`, async () => {
    const monolith = createMonolith(graph);
    for (let index = 0; index < OPERATIONS; index += 1) {
      const random = new Random(SEED * 1_000_003 + index);
      const { text, document, variables } = randomOperation(graph.schema, random, definition.values, SMALL);
      world = graph.createWorld();
      const response = await gateway.app.inject({
        method: 'POST',
        url: '/graphql',
        payload: { query: text, variables },
      });
      const expected = await monolith(graph.createWorld(), document, variables);
      const difference = compareAnswers(expected, response.json<ExecutionResult>(), 'strict');
      expect(
        difference && `operation ${index}\n${text}\n${JSON.stringify(variables)}\n${difference.words}`,
      ).toBeNull();
    }
  });
});
