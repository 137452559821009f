import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { inSpan } from '../telemetry/tracing';
import type { RunningMutation } from './context';

/** What the middleware sets on a context while a mutation field is resolved. */
interface MutatingContext {
  mutation: RunningMutation | null;
}

/**
 * Middleware for `applyMiddleware`: tells the request's context which mutation field runs, so that its transactions are audited
 * as its doing. There is one at a time: mutation fields run one after another (GraphQL spec, 6.2.2).
 */
export function namedMutations(schema: GraphQLSchema) {
  const fields = Object.keys(schema.getMutationType()?.getFields() ?? {});
  return fields.length === 0 ? {} : { Mutation: Object.fromEntries(fields.map((name) => [name, named])) };
}

const noFacts = () => ({});

async function named(
  resolve: GraphQLFieldResolver<unknown, MutatingContext>,
  ...[root, args, ctx, info]: Parameters<GraphQLFieldResolver<unknown, MutatingContext>>
): Promise<unknown> {
  ctx.mutation = { name: info.fieldName };
  try {
    return await inSpan(`mutation ${info.fieldName}`, noFacts, () =>
      (resolve ?? defaultFieldResolver)(root, args, ctx, info),
    );
  } finally {
    ctx.mutation = null;
  }
}
