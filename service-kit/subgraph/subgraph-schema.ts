import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { defaultFieldResolver, isObjectType, type GraphQLSchema } from 'graphql';
import { gql } from 'graphql-tag';
import { countMutations } from './counted-mutations';
import { countLists } from './counted-lists';
import { namedMutations } from './named-mutations';
import { idempotentMutations } from '../postgres/idempotency';
import { projectRoot } from '../process/paths';
import { takePublicTurns } from './public-turns';
import type { FieldRates } from '../auth/field-rates';
import { shieldSchema } from '../auth/subscription-rules';

/** The resolver map's type is each subgraph's own generated `Resolvers`. */
export interface SubgraphSchemaOptions {
  /** File name without ending in `schema/`. */
  name: string;
  resolvers: object;
  /** The closed list of permissions (`schema/permissions.ts`). */
  permissions: readonly string[];
  /** How `@rateLimit` is counted. */
  rates: FieldRates;
}

/**
 * Builds a subgraph's executable schema from its SDL and puts the rules generated from the SDL's directives in front of
 * every resolver.
 *
 * @throws AuthMarkerError when a root field has no auth marker: the process does not start
 */
export function buildShieldedSchema(options: SubgraphSchemaOptions): GraphQLSchema {
  const typeDefs = gql(readFileSync(join(projectRoot, 'schema', `${options.name}.graphql`), 'utf8'));
  const schema = buildSubgraphSchema({ typeDefs, resolvers: options.resolvers as never });
  letTotalsBeLazy(schema);
  countLists(schema);
  takePublicTurns(schema);
  const more = [idempotentMutations(schema), namedMutations(schema)] as never[];
  return countMutations(shieldSchema(schema, options.permissions, options.rates, ...more), options.name);
}

/** A page's `totalCount` is a function (pagination.ts); a compiled operation calls resolvers only. */
function letTotalsBeLazy(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    const field = isObjectType(type) ? type.getFields()['totalCount'] : undefined;
    if (field) field.resolve ??= defaultFieldResolver;
  }
}
