import { defaultFieldResolver, type GraphQLField, type GraphQLSchema } from 'graphql';
import { processCounter } from '../telemetry/process-metrics';
import { isCoded } from '../errors/errors';

/*
 * What people do, by the mutation they do it with: registrations, log-ins, estimates sent. The schema's mutations are the closed
 * list of all that can happen, so nothing has to be counted by hand.
 */

const OUTCOMES = ['ok', 'rejected', 'refused', 'failed'] as const;
type Outcome = (typeof OUTCOMES)[number];

const mutations = processCounter(
  'mutations_total',
  'Mutation fields carried out; outcome is ok, rejected (userErrors), refused (an error with a code, FORBIDDEN say) or failed.',
  'subgraph',
  'mutation',
  'outcome',
);

/**
 * Counts each mutation field of a schema by what became of it, what its rules refuse included.
 *
 * @param schema complete; its resolvers are wrapped in place
 */
export function countMutations(schema: GraphQLSchema, subgraph: string): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    for (const outcome of OUTCOMES) mutations.begin(subgraph, field.name, outcome);
    count(field, (outcome) => mutations.add(subgraph, field.name, outcome));
  }
  return schema;
}

function count(field: GraphQLField<unknown, unknown>, note: (outcome: Outcome) => void): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = async (root, args, context, info) => {
    try {
      const payload = (await resolve(root, args, context, info)) as { userErrors?: unknown } | null;
      const told = payload?.userErrors;
      note(Array.isArray(told) && told.length > 0 ? 'rejected' : 'ok');
      return payload;
    } catch (error) {
      note(isCoded(error) ? 'refused' : 'failed');
      throw error;
    }
  };
}
