import { print, type DocumentNode } from 'graphql';
import type { Difference } from '../../testkit/federation/compare-answers';
import { openContest, type Contest } from '../../testkit/federation/contest';
import { openFederatedGraph, type GraphDefinition } from '../../testkit/federation/federated-graph';
import { Random } from '../../testkit/federation/random';
import { randomOperation, type RandomOperation } from '../../testkit/federation/random-operation';
import { shrink } from '../../testkit/federation/shrink';
import type { StockException } from './stock-exceptions';

export interface Differential {
  definition: GraphDefinition;
  executor: string;
  operations: number;
  seed: number;
  /** Stops after so many. */
  maxFailures?: number;
  /** What the engine is known to get wrong. */
  exceptions?: readonly StockException[];
}

export interface DifferentialResult {
  /** How many were compared. */
  readonly operations: number;
  /** One text for each failure: how to repeat it, the smallest operation that shows it, what differs. */
  readonly failures: readonly string[];
  /** How many differences each exception excused, by its reason. */
  readonly excused: Readonly<Record<string, number>>;
  /** With the executor `verbatim`: how many parts of answers were left as they came. */
  readonly verbatimParts: number;
}

/** Runs random operations on an engine and on the monolith, and tells where they differ. */
export async function runDifferential(options: Differential): Promise<DifferentialResult> {
  const { definition, executor, operations, seed, maxFailures = 3, exceptions = [] } = options;
  const graph = openFederatedGraph(definition);
  const contest = await openContest(graph, executor);
  const failures: string[] = [];
  const excused: Record<string, number> = {};
  try {
    for (let index = 0; index < operations && failures.length < maxFailures; index += 1) {
      // A seed of its own for each, so that one can be repeated without those before it.
      const operation = randomOperation(
        graph.schema,
        new Random(seed * 1_000_003 + index),
        definition.values,
      );
      const difference = await contest.compare(operation.document, operation.variables);
      if (difference === null) continue;
      const reason = await excuse(contest, operation, difference, exceptions);
      if (reason !== null) excused[reason] = (excused[reason] ?? 0) + 1;
      else failures.push(`${head(options, index)}\n${await explain(contest, operation)}`);
    }
  } finally {
    await contest.close();
  }
  return { operations, failures, excused, verbatimParts: contest.verbatimParts };
}

const head = ({ definition, executor, seed }: Differential, index: number): string =>
  `${definition.name}, ${executor}, seed ${seed}, operation ${index}`;

/** The exception that explains a difference, or several together. */
async function excuse(
  contest: Contest,
  { document, variables }: RandomOperation,
  difference: Difference,
  exceptions: readonly StockException[],
): Promise<string | null> {
  for (const one of exceptions) {
    if (one.excuses?.(difference, document)) return one.reason;
  }
  const rewriting = exceptions.filter(({ rewrite }) => rewrite !== undefined);
  const attempts = [...rewriting.map((one) => [one]), rewriting];
  for (const attempt of attempts) {
    const rewritten = attempt.reduce((asked, { rewrite }) => rewrite?.(asked, variables) ?? asked, document);
    if ((await contest.compare(rewritten, variables)) === null) {
      return attempt.length === 1 ? (attempt[0]?.reason ?? '') : 'several of these together';
    }
  }
  return null;
}

/** The smallest operation that differs still, in the same way, and how. */
async function explain(contest: Contest, { document, variables }: RandomOperation): Promise<string> {
  const kind = (await contest.compare(document, variables))?.kind;
  const differs = async (candidate: DocumentNode) =>
    (await contest.compare(candidate, variables))?.kind === kind;
  const smallest = await shrink(contest.engine.schema, document, differs);
  const difference = await contest.compare(smallest, variables);
  return `${print(smallest)}\nvariables ${JSON.stringify(variables)}\n${difference?.words}`;
}
