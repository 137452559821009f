import { createHash } from 'node:crypto';
import {
  getOperationAST,
  getVariableValues,
  parse,
  print,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { type Engine } from '../../gateway/src/engine/engine';
import { createEngine } from '../../gateway/src/engine/create-engine';
import { createInProcessSource } from '../../gateway/src/sources/in-process-source';
import { operationOf } from '../../gateway/src/pipeline/operation';
import type { OperationAnswer } from '../../gateway/src/pipeline/answer';
import type { SubgraphAnswer, SubgraphSource } from '../../gateway/src/sources/subgraph-source';
import { toJson, Verbatim } from '../../gateway/src/engine/verbatim/verbatim';
import { silentLogger } from '../../service-kit/process/logger';
import { ANONYMOUS_FACTS } from '../anonymous-facts';
import { compareAnswers, type Difference, type Strictness } from './compare-answers';
import type { FederatedGraph } from './federated-graph';
import { createMonolith } from './monolith';
import { createRowSubgraph } from './row-subgraph';
import type { World } from './world';

/** An engine against the monolith, over equal copies of the same data. */
/** What is compared are answers: none is refused because the machine is slow. */
const PATIENCE_MS = 600_000;

export interface Contest {
  readonly engine: Engine;
  /** How many parts of answers were left as the subgraphs wrote them. */
  readonly verbatimParts: number;
  /** Runs an operation on both sides. @returns null when nothing differs */
  compare(document: DocumentNode, variables?: Record<string, unknown>): Promise<Difference | null>;
  /** Runs an operation on the engine only. */
  ask(text: string, variables?: Record<string, unknown>): Promise<OperationAnswer>;
  /** Runs an operation on the monolith only. */
  askMonolith(text: string, variables?: Record<string, unknown>): Promise<ExecutionResult>;
  close(): Promise<void>;
}

/**
 * Opens an engine over a graph's subgraphs, in this process.
 *
 * @param executor as in `GATEWAY_EXECUTOR`, or `verbatim`: the compiled engine, its subgraphs answering in bytes
 * @param strictness how well the answers must agree
 */
export async function openContest(
  graph: FederatedGraph,
  executor: string,
  strictness: Strictness = executor === 'reference' ? 'loose' : 'strict',
): Promise<Contest> {
  let world = graph.createWorld();
  let fetches = 0;
  const isVerbatim = executor === 'verbatim';
  const reading = { parts: 0 };
  const sources = graph.supergraph.subgraphs.map(({ name }) => {
    const source = createInProcessSource(
      name,
      createRowSubgraph(graph, name, () => world),
    );
    return outOfStep(isVerbatim ? inBytes(source, reading) : source, () => fetches++);
  });
  const engine = await createEngine(isVerbatim ? 'compiled' : executor, {
    supergraph: graph.supergraph,
    sources,
    log: silentLogger(),
    planMs: PATIENCE_MS,
  });
  const monolith = createMonolith(graph);

  const run = async (document: DocumentNode, variables: Record<string, unknown>) => {
    world = graph.createWorld();
    fetches = 0; // each run has the same timing
    const answer = await executeOn(engine, document, variables, isVerbatim);
    return { answer: isVerbatim ? { ...answer, ...written(answer) } : answer, world };
  };
  const runMonolith = async (document: DocumentNode, variables: Record<string, unknown>) => {
    const own = graph.createWorld();
    return { answer: await monolith(own, document, variables), world: own };
  };
  return {
    engine,
    get verbatimParts() {
      return reading.parts;
    },
    async compare(document, variables = {}) {
      const expected = await runMonolith(document, variables);
      const got = await run(document, variables).catch((error: unknown) => error as Error);
      if (got instanceof Error) return { kind: 'exception', words: `it threw ${got.stack}`, isLoss: true };
      return (
        compareAnswers(expected.answer, got.answer, strictness) ?? compareEffects(expected.world, got.world)
      );
    },
    ask: async (text, variables = {}) => (await run(parse(text), variables)).answer,
    askMonolith: async (text, variables = {}) => (await runMonolith(parse(text), variables)).answer,
    async close() {
      await engine.close();
      await Promise.all(sources.map((source) => source.close()));
    },
  };
}

const DEADLINE_MS = 60_000;

/** Does what Apollo's seam does before the stages. */
function executeOn(
  engine: Engine,
  document: DocumentNode,
  variables: Record<string, unknown>,
  mayBeVerbatim: boolean,
): Promise<OperationAnswer> {
  const { schema } = engine;
  const definition = getOperationAST(document);
  if (!definition) throw new Error('the document has no operation, or several');
  const coerced = coerce(schema, definition.variableDefinitions, variables);
  if (coerced.errors) return Promise.resolve({ errors: coerced.errors });
  const hash = createHash('sha256').update(print(document)).digest('hex');
  return engine.execute({
    operation: operationOf({ document, definition, schema, hash }),
    variables: coerced.coerced,
    context: {
      facts: ANONYMOUS_FACTS,
      viewer: null,
      startedAt: Date.now(),
      deadlineAt: Date.now() + DEADLINE_MS,
      headers: {},
      decisions: {},
    },
    head: { headers: new Map() },
    mayBeVerbatim,
  });
}

const coerce = (
  schema: GraphQLSchema,
  definitions: Parameters<typeof getVariableValues>[1] | undefined,
  variables: Record<string, unknown>,
) => getVariableValues(schema, definitions ?? [], variables);

/** The data as it goes to a client, read again. */
const written = ({ data }: OperationAnswer) =>
  data === undefined ? {} : (JSON.parse(String(toJson({ data }, '\n'))) as Pick<OperationAnswer, 'data'>);

/** Has the answers read from bytes, as they come by HTTP. */
function inBytes(source: SubgraphSource, reading: { parts: number }): SubgraphSource {
  return {
    ...source,
    async fetch(request) {
      const answer = await source.fetch(request);
      const bytes = Buffer.from(JSON.stringify(answer));
      const data = request.reader?.read(bytes);
      if (data) reading.parts += partsIn(data);
      return data ? { data } : (JSON.parse(bytes.toString()) as SubgraphAnswer);
    },
  };
}

function partsIn(value: unknown): number {
  if (value instanceof Verbatim) return 1;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, inner) => sum + partsIn(inner), 0);
}

/** Lets each third answer come a turn later: answers must not depend on which subgraph is quicker. */
function outOfStep(source: SubgraphSource, next: () => number): SubgraphSource {
  return {
    ...source,
    async fetch(request) {
      const isLate = next() % 3 === 1;
      const answer = await source.fetch(request);
      if (isLate) await new Promise((resolve) => setImmediate(resolve));
      return answer;
    },
  };
}

function compareEffects(expected: World, got: World): Difference | null {
  const [wanted, given] = [expected.log.join(', '), got.log.join(', ')];
  if (wanted === given) return null;
  return { kind: 'effects', words: `effects\n  expected ${wanted}\n  got      ${given}`, isLoss: false };
}
