import type { ApolloServerPlugin } from '@apollo/server';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { GatewayContext } from '../pipeline/context';
import { validDocument, type ValidDocument } from '../pipeline/valid-document';

/** Documents remembered per schema, besides those of a manifest. */
export const MAX_DOCUMENTS = 1_000;
/** Of all their texts. A parsed document takes some 120 bytes a character: 120 MB, where somebody wants to fill this. */
export const MAX_CHARACTERS = 1024 * 1024;

/** Documents that are valid, by their texts. */
export type ValidDocuments = ReadonlyMap<string, ValidDocument>;

const NONE: ValidDocuments = new Map();

/**
 * The documents that a schema's requests have: found valid by Apollo Server when they came, or listed on the manifest. Who sends
 * exactly such a text again need not have it parsed, validated, hashed and measured again, whichever way it comes.
 */
export class KnownDocuments {
  readonly #bySchema = new WeakMap<GraphQLSchema, { listed: ValidDocuments; learnt: Learnt }>();

  find(schema: GraphQLSchema, text: string): ValidDocument | undefined {
    const known = this.#bySchema.get(schema);
    return known?.listed.get(text) ?? known?.learnt.get(text);
  }

  /** Those of the manifest that fit a schema, instead of those that were listed before. They are never forgotten. */
  list(schema: GraphQLSchema, documents: ValidDocuments): void {
    this.#of(schema).listed = documents;
  }

  /** Spares Apollo Server the work for what is known, and learns from it what it has parsed, validated and chosen. */
  readonly plugin: ApolloServerPlugin<GatewayContext> = {
    requestDidStart: async () => ({
      didResolveSource: async (context) => {
        const known = this.find(context.schema, context.source);
        // Where a document is there already, Apollo Server neither parses nor validates.
        if (known) (context as { document?: DocumentNode }).document = known.document;
      },
      didResolveOperation: async ({ schema, source, document, queryHash }) => {
        if (!this.find(schema, source))
          this.#of(schema).learnt.set(source, validDocument(document, schema, queryHash));
      },
    }),
  };

  #of(schema: GraphQLSchema) {
    let known = this.#bySchema.get(schema);
    if (!known) {
      const learnt: Learnt = new LRUCache({
        max: MAX_DOCUMENTS,
        maxSize: MAX_CHARACTERS,
        sizeCalculation: (_document, text) => text.length + 1,
      });
      known = { listed: NONE, learnt };
      this.#bySchema.set(schema, known);
    }
    return known;
  }
}

type Learnt = LRUCache<string, ValidDocument>;
