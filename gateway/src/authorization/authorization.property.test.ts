import { assert, asyncProperty, nat, option, pre, subarray } from 'fast-check';
import { parse, validate, type GraphQLSchema } from 'graphql';
import { Supergraph } from '@apollo/federation-internals';
import { guardedSupergraph } from '../../../testkit/guarded-graph';
import {
  startGuardedGateway,
  type GuardedAnswer,
  type GuardedGateway,
} from '../../../testkit/guarded-gateway';
import { createOracle, forbiddenFields, WORDS, type Held } from '../../../testkit/guarded-oracle';
import { randomOperation } from '../../../testkit/random-operation';

/** Operations tried; each with a random set of grants. */
const RUNS = 150;
const EVERYTHING: Held = new Set(WORDS);
const VARIABLES = { yes: true, no: false };

let guarded: GuardedGateway;
let schema: GraphQLSchema;
let oracle: ReturnType<typeof createOracle>;
beforeAll(async () => {
  guarded = await startGuardedGateway();
  schema = Supergraph.build(guardedSupergraph().gatewaySdl).apiSchema().toGraphQLJSSchema();
  oracle = createOracle(schema);
});
afterAll(() => guarded.gateway.close());

interface Told {
  path?: readonly (string | number)[] | undefined;
  extensions?: { [name: string]: unknown } | undefined;
}
const told = (errors: readonly Told[] = []) =>
  errors.map(({ path, extensions }) => `${path?.join('.')}: ${String(extensions?.['code'])}`).sort();

/** An answer in a form that tells the order of its keys, too. */
const seen = ({ data, errors }: { data?: unknown; errors?: readonly unknown[] | undefined }) =>
  JSON.stringify(data) + // what is null altogether has one of several reasons
  (data === null ? String((errors ?? []).length > 0) : `\n${told(errors as Told[]).join('\n')}`);

/** Stock doesn't answer every operation rightly; what it can't do with every right is its own business. */
async function stockIsRight(query: string): Promise<boolean> {
  const whole = await guarded.ask(query, EVERYTHING, VARIABLES);
  return seen(whole) === seen(oracle(query, EVERYTHING, VARIABLES));
}

const forbidden = ({ fetched }: GuardedAnswer, held: Held) =>
  fetched.flatMap((one) => forbiddenFields(one.query, one.schema, held));

describe('for random operations and random grants', () => {
  it('the answer is that of a monolith with every right, censored, and nothing refused was fetched', async () => {
    let refusals = 0;
    await assert(
      asyncProperty(nat(), option(subarray(WORDS)), async (seed, words) => {
        const query = randomOperation(schema, seed);
        pre(validate(schema, parse(query)).length === 0);
        const held = words && new Set(words);
        const right = oracle(query, held, VARIABLES);
        const answer = await guarded.ask(query, held, VARIABLES);
        expect([query, forbidden(answer, held)]).toEqual([query, []]);
        refusals += answer.errors.length > 0 ? 1 : 0;
        if (seen(answer) === seen(right)) return;
        pre(await stockIsRight(query));
        expect(`${query}\n${seen(answer)}`).toBe(`${query}\n${seen(right)}`);
      }),
      { numRuns: RUNS, maxSkipsPerRun: 20 },
    );
    expect(refusals).toBeGreaterThan(RUNS / 4);
  });
});
