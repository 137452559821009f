import type { GraphQLFormattedError } from 'graphql';
import type { DataSource } from 'typeorm';
import { connectDatabase, type DatabaseOptions } from '../service-kit/postgres/database';
import type { RequestFacts } from '../service-kit/subgraph/context';
import { APP_ROLES } from '../main/database-roles';
import { newId } from '../service-kit/data/ids';
import { traceOf } from '../service-kit/http/trace';
import { silentLogger, type Logger } from '../service-kit/process/logger';
import {
  createExecutor,
  type Subgraph,
  type SubgraphExecutor,
  type SubgraphResult,
} from '../service-kit/subgraph/subgraph';
import {
  createStreamer,
  isStream,
  type SubgraphStream,
  type SubgraphStreamer,
} from '../service-kit/subgraph/subgraph-stream';
import type { Viewer } from '../service-kit/auth/viewer';
import { useDatabase, type TestDatabase } from './database';
import { createTestTokens, type TestTokens } from './tokens';

/** What every `createSubgraph` needs; a test adds the subgraph's own parts. */
export interface TestParts {
  source: DataSource;
  tokens: TestTokens;
  log: Logger;
  database: TestDatabase;
}

export interface Answer {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into answers of every shape
  data: any;
  errors: readonly GraphQLFormattedError[];
  /** SQL statements this operation ran, without transaction control. */
  statements: string[];
}

export interface TestSubgraph {
  readonly parts: TestParts;
  /** What this file has sent so far, each text once. */
  readonly everyStatement: ReadonlySet<string>;
  /** Runs an operation as a viewer, or anonymously with `null`. */
  execute(viewer: Viewer | null, query: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** Runs an operation with a token as it is: expired, forged … */
  executeWithToken(token: string | null, query: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** The same with more of what the gateway tells of a request: headers of a device, say. */
  executeWithFacts(
    facts: Partial<RequestFacts>,
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<Answer>;
  /** Begins a subscription with a token as it is; what is left open ends with the file. */
  subscribe: (
    token: string | null,
    query: string,
    variables?: Record<string, unknown>,
  ) => Promise<SubgraphStream | SubgraphResult>;
  /** Runs an operation as a viewer under an `Idempotency-Key`. */
  executeUnderKey(
    key: string,
    viewer: Viewer,
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<Answer>;
}

export const factsFor = (token: string | null): RequestFacts => ({
  requestId: newId(),
  token,
  ip: '203.0.113.7',
  userAgent: 'tests',
  deviceId: null,
  appType: null,
  appVersion: null,
  acceptLanguage: null,
  idempotencyKey: null,
  trace: traceOf({}),
});

/**
 * One subgraph on a database of its own, connected as its own PostgreSQL role, driven through GraphQL.
 *
 * @param part which subgraph
 * @param entities its TypeORM entities
 * @param create makes the subgraph; called once per test file
 */
export function useSubgraph(
  part: 'identity' | 'crm' | 'estimates',
  entities: DatabaseOptions['entities'],
  create: (parts: TestParts) => Subgraph | Promise<Subgraph>,
): TestSubgraph {
  const database = useDatabase();
  let parts: TestParts;
  let subgraph: Subgraph;
  let run: SubgraphExecutor;
  let begin: SubgraphStreamer;
  const streams: SubgraphStream[] = [];
  let statements: string[] = [];
  const everyStatement = new Set<string>();

  beforeAll(async () => {
    const source = await connectDatabase({
      url: await database.urlFor(part),
      schema: APP_ROLES[part].schema,
      entities,
      applicationName: `test-${part}`,
      // An audit entry travels with its commit, as one text: who and when are no part of what was done.
      onStatement: (sql) => {
        statements.push(sql.replace(/(audit\.record(?:_at_end)?)\(.*\)/s, '$1(…)'));
        everyStatement.add(sql);
      },
    });
    parts = { source, tokens: createTestTokens(), log: silentLogger(), database };
    subgraph = await create(parts);
    run = createExecutor(subgraph, parts.log, 0);
    begin = createStreamer(subgraph, parts.log);
  });
  afterAll(async () => {
    await Promise.all(streams.map((stream) => stream.return()));
    await subgraph?.close();
    if (parts?.source.isInitialized) await parts.source.destroy();
  });

  async function executeAs(facts: RequestFacts, query: string, variables?: Record<string, unknown>) {
    statements = [];
    // As the gateway tells it: requests that are sent at once have come at once, however long each waits here.
    const arrived = { arrivedAt: performance.now(), ...facts };
    const { data, errors } = await run({ query, variables, facts: arrived });
    return { data: data ?? null, errors: errors ?? [], statements: [...statements] };
  }
  const executeWithToken: TestSubgraph['executeWithToken'] = (token, query, variables) =>
    executeAs(factsFor(token), query, variables);
  return {
    get parts() {
      return parts;
    },
    everyStatement,
    executeWithToken,
    executeWithFacts: (facts, query, variables) =>
      executeAs({ ...factsFor(null), ...facts }, query, variables),
    async subscribe(token, query, variables) {
      const answer = await begin({ query, variables, facts: factsFor(token) });
      if (isStream<SubgraphStream>(answer)) streams.push(answer);
      return answer;
    },
    executeUnderKey: (idempotencyKey, viewer, query, variables) =>
      executeAs({ ...factsFor(parts.tokens.sign(viewer)), idempotencyKey }, query, variables),
    execute: (viewer, query, variables) =>
      executeWithToken(viewer && parts.tokens.sign(viewer), query, variables),
  };
}

/** The codes of an answer's errors, for `expect(codes(answer)).toEqual(['NOT_FOUND'])`. */
export const codes = (answer: Pick<Answer, 'errors'>): unknown[] =>
  answer.errors.map((error) => error.extensions?.['code']);

/** The answer's data; fails the test with everything that is known when there are errors. */
export function dataOf(answer: Answer): Answer['data'] {
  if (answer.errors.length > 0) throw new Error(`Unexpected errors: ${JSON.stringify(answer, null, 2)}`);
  return answer.data;
}
