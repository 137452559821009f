import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, parse, type GraphQLSchema, type ObjectTypeDefinitionNode } from 'graphql';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { gql } from 'graphql-tag';
import { Supergraph } from '@apollo/federation-internals';
import { loadSupergraph } from '../../gateway/src/supergraph/supergraph';
import { projectRoot } from '../../service-kit/process/paths';
import { firstResult, post, type HttpAnswer } from '../../testkit/client';
import { COMPANIONS, FILLERS } from './attack-values';
import { KINDS } from './cases';
import type { Ids } from './id-kinds';
import { variablesFor, type Slot } from './slots';
import { operationFor } from './walk';

export const SUBGRAPHS = ['identity', 'crm', 'estimates'] as const;

const sdlOf = (name: string) => readFileSync(join(projectRoot, 'schema', `${name}.graphql`), 'utf8');

/** What clients see: the committed supergraph's API schema. */
export function apiSchema(): GraphQLSchema {
  const { gatewaySdl } = loadSupergraph(sdlOf('supergraph'), 'schema/supergraph.graphql');
  return Supergraph.build(gatewaySdl).apiSchema().toGraphQLJSSchema();
}

/** One subgraph's schema, with `_entities`. */
export const subgraphSchema = (name: string): GraphQLSchema =>
  buildSubgraphSchema({ typeDefs: gql(sdlOf(name)) });

/** Permissions a root field asks for: any of the sets; none when it only wants a log-in. */
export function requiredScopes(): Map<string, string[][]> {
  const scopes = new Map<string, string[][]>();
  for (const name of SUBGRAPHS) {
    for (const node of parse(sdlOf(name)).definitions) {
      if (
        node.kind !== Kind.OBJECT_TYPE_DEFINITION ||
        !['Query', 'Mutation', 'Subscription'].includes(node.name.value)
      )
        continue;
      for (const field of (node as ObjectTypeDefinitionNode).fields ?? []) {
        const directive = field.directives?.find((one) => one.name.value === 'requiresScopes');
        const value = directive?.arguments?.[0]?.value;
        if (value?.kind !== Kind.LIST) continue;
        const sets = value.values.map((set) =>
          set.kind === Kind.LIST
            ? set.values.map((scope) => (scope.kind === Kind.STRING ? scope.value : ''))
            : [],
        );
        scopes.set(`${node.name.value}.${field.name.value}`, sets);
      }
    }
  }
  return scopes;
}

export interface Attack {
  url: string;
  schema: GraphQLSchema;
  field: string;
}

/**
 * Sends one root field's widest operation.
 *
 * @param token whose
 * @param own ids for the slots that are not attacked and must be filled
 * @param attacked the slot, and the id to put there
 */
export async function attack(
  { url, schema, field }: Attack,
  token: string | null,
  own: Ids,
  attacked?: { slot: Slot; id: string },
): Promise<HttpAnswer> {
  const beside = attacked ? (COMPANIONS[attacked.slot.coordinate] ?? []) : [];
  const variables = variablesFor(
    schema,
    field,
    ({ path, coordinate }, optional) => {
      if (attacked && path.join('.') === attacked.slot.path.join('.')) return attacked.id;
      const kind = KINDS[coordinate];
      return kind && (!optional || beside.includes(coordinate)) ? own[kind] : undefined;
    },
    FILLERS,
  );
  const operation = operationFor(schema, field, Object.keys(variables));
  const send = field.startsWith('Subscription.') ? firstResult : post;
  return send(`${url}/graphql`, token, operation, variables);
}

/** What may differ between two equal answers: ids, instants, numbers that count up. */
export const normalised = (answer: HttpAnswer): string =>
  answer.text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/"(version|number|cursor|startCursor|endCursor|contentHash)":("[^"]*"|\d+)/g, '"$1":0');
