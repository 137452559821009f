import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../pipeline/context';

/** Places of one mistake that are told. */
const MAX_LOCATIONS = 10;

/** Tells a mistake that a document makes ten times once, with the places where it stands. */
export const repeatedErrors: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async () => ({
    async willSendResponse({ response: { body } }) {
      if (body.kind !== 'single' || !body.singleResult.errors || 'data' in body.singleResult) return;
      body.singleResult.errors = merged(body.singleResult.errors);
    },
  }),
};

/** Takes errors of a document; answers each message once. Those with a path are of an execution, and stay. */
function merged(errors: readonly GraphQLFormattedError[]): GraphQLFormattedError[] {
  const byText = new Map<string, GraphQLFormattedError>();
  errors.forEach((error, index) => {
    const { message, locations = [], extensions } = error;
    const key = error.path ? String(index) : JSON.stringify([message, extensions]);
    const known = byText.get(key);
    const all = [...(known?.locations ?? []), ...locations].slice(0, MAX_LOCATIONS);
    byText.set(key, known ? { ...known, ...(all.length > 0 ? { locations: all } : {}) } : error);
  });
  return [...byText.values()];
}
