import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from './context';
import { refusal } from './refusal';

/**
 * Refuses a request that doesn't say which operation to run, or asks for a kind that isn't served. Apollo Server leaves
 * this to graphql-js, which a gateway doesn't use: stock answers 500.
 */
export const operationChoice: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async () => ({
    async didResolveOperation({ operation, request, schema, contextValue }) {
      if (!operation) throw refused(whyNone(request.operationName));
      const slot = contextValue.subscription;
      if (operation.operation === 'subscription' && !slot) throw refused(HOW_TO_SUBSCRIBE);
      if (operation.operation !== 'subscription' && slot?.isExclusive) throw refused(ONLY_SUBSCRIPTIONS);
      if (!schema.getRootType(operation.operation))
        throw refused(`This API has no ${operation.operation} operations.`);
    },
  }),
};

const HOW_TO_SUBSCRIBE =
  'Subscriptions are served over WebSocket (subprotocol graphql-transport-ws) and as server-sent events ' +
  '("accept: text/event-stream").';
const ONLY_SUBSCRIPTIONS = 'A GET request for text/event-stream can carry a subscription only. Use POST.';

function whyNone(operationName: string | undefined): string {
  return operationName
    ? `The document has no operation named "${operationName}".`
    : 'The document has several operations: name the one to run by "operationName".';
}

const refused = (message: string) => refusal(400, 'OPERATION_RESOLUTION_FAILURE', message);
