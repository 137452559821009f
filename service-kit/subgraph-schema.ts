import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLSchema } from 'graphql';
import { gql } from 'graphql-tag';
import { idempotentMutations } from './idempotency';
import { projectRoot } from './paths';
import { shieldSchema } from './subscription-rules';

/** The resolver map's type is each subgraph's own generated `Resolvers`. */
export interface SubgraphSchemaOptions {
  /** File name without ending in `schema/`. */
  name: string;
  resolvers: object;
  /** The closed list of permissions (`schema/permissions.ts`). */
  permissions: readonly string[];
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
  return shieldSchema(schema, options.permissions, idempotentMutations(schema) as never);
}
