import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import { Kind, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { needsNobody, publicRootFields } from '../authorization/public-fields';
import type { GatewayContext } from '../pipeline/context';
import { AnswerHead, formatErrors } from '../known-documents/answer';
import { fragmentsOf } from '../pipeline/operation';
import { rootFieldsOf } from '../pipeline/root-fields';
import type { ServedGraph } from '../graphs/served-graph';

interface Parts {
  /** The graph of the moment. */
  readonly graphs: { readonly current: Pick<ServedGraph, 'supergraph'> };
  readonly formatError: Parameters<typeof formatErrors>[2];
}

/** A client that sends a hash has to learn that its text is wanted, whoever it is. */
const ABOUT_HASHES = ['PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED'];

/**
 * Answers 401 to a request whose token is not good, unless its operation asks for public fields only: then it runs as
 * anonymous. What can't be run at all (a document with mistakes) is told to a caller with a bad token only where every
 * operation in it is public.
 */
export function tokenRefusals({ graphs, formatError }: Parts): ApolloServerPlugin<GatewayContext> {
  const asksPublicOnly = (document: DocumentNode, schema: GraphQLSchema, only?: OperationDefinitionNode) => {
    const isPublic = publicRootFields(graphs.current.supergraph);
    const fragments = fragmentsOf(document);
    return document.definitions.every((node) => {
      if (node.kind !== Kind.OPERATION_DEFINITION || (only && node !== only)) return true;
      const root = schema.getRootType(node.operation)?.name ?? '';
      const fields = rootFieldsOf({ definition: node, fragments });
      return [...fields.values()].every((field) => needsNobody(isPublic, root, field));
    });
  };
  return {
    async requestDidStart({ contextValue: { tokenRefusal }, schema }) {
      if (tokenRefusal === undefined) return undefined;
      let isAllowed = false;
      return {
        async didResolveOperation({ document, operation }) {
          if (!asksPublicOnly(document, schema, operation)) throw tokenRefusal;
          isAllowed = true;
        },
        async willSendResponse({ document, response, errors = [] }) {
          const codes = errors.map(({ extensions }) => String(extensions['code']));
          if (isAllowed || errors.includes(tokenRefusal as GraphQLError)) return;
          if (document ? asksPublicOnly(document, schema) : codes.some((code) => ABOUT_HASHES.includes(code)))
            return;
          const head = new AnswerHead();
          const refused = formatErrors([tokenRefusal], head, formatError, 500);
          response.body = { kind: 'single', singleResult: { errors: refused } };
          if (head.status) response.http.status = head.status;
          for (const [name, value] of head.given ?? []) response.http.headers.set(name, value);
        },
      };
    },
  };
}
