import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import type { StartContender } from './contender';

interface Context {
  authorization?: string | undefined;
}

/** Passes the token on, as Apollo's documentation shows: the subgraphs need it to know who asks. */
class ForwardingDataSource extends RemoteGraphQLDataSource<Context> {
  override willSendRequest({
    request,
    context,
  }: Parameters<NonNullable<RemoteGraphQLDataSource<Context>['willSendRequest']>>[0]): void {
    if (context.authorization) request.http?.headers.set('authorization', context.authorization);
  }
}

/** `@apollo/server` and `@apollo/gateway` as their documentation sets them up, and nothing else. */
export const start: StartContender = async ({ supergraphSdl }) => {
  const server = new ApolloServer<Context>({
    gateway: new ApolloGateway({
      supergraphSdl,
      buildService: ({ url = '' }) => new ForwardingDataSource({ url }),
    }),
    stopOnTerminationSignals: false, // the benchmark ends this process itself
  });
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port: 0 },
    context: async ({ req }) => ({ authorization: req.headers.authorization }),
  });
  return { url, close: () => server.stop() };
};
