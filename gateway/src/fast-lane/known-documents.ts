import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { GatewayContext } from '../pipeline/context';
import { validDocument, type ValidDocument } from '../pipeline/valid-document';

/** Documents remembered per schema. */
export const MAX_DOCUMENTS = 1_000;
/** Of all their texts. A parsed document takes some 120 bytes a character: 120 MB, where somebody wants to fill this. */
export const MAX_CHARACTERS = 1024 * 1024;
/** A longer one costs a pass through Apollo Server each time, beside which its parsing is not the most. */
export const MAX_LENGTH = 64 * 1024;

/**
 * Documents that Apollo Server has found valid, by exactly their texts: who sends one of them again need not have it parsed,
 * validated, hashed and measured again.
 */
export class KnownDocuments {
  readonly #bySchema = new WeakMap<GraphQLSchema, LRUCache<string, ValidDocument>>();

  find(schema: GraphQLSchema, text: string): ValidDocument | undefined {
    return this.#bySchema.get(schema)?.get(text);
  }

  /** Learns from Apollo Server, once it has parsed, validated and chosen. */
  readonly plugin: ApolloServerPlugin<GatewayContext> = {
    requestDidStart: async () => ({
      didResolveOperation: async ({ schema, source, document, queryHash }) => {
        if (source.length > MAX_LENGTH) return;
        const known = this.#of(schema);
        if (!known.has(source)) known.set(source, validDocument(document, schema, queryHash));
      },
    }),
  };

  #of(schema: GraphQLSchema): LRUCache<string, ValidDocument> {
    let known = this.#bySchema.get(schema);
    if (!known) {
      known = new LRUCache({
        max: MAX_DOCUMENTS,
        maxSize: MAX_CHARACTERS,
        sizeCalculation: (_document, text) => text.length + 1,
      });
      this.#bySchema.set(schema, known);
    }
    return known;
  }
}
