import type { IncomingMessage } from 'node:http';
import { bearerToken } from '../../service-kit/auth/viewer';
import { closeServer, createTextServer, listenOnLoopback, readBody } from '../loopback';
import { OPERATIONS } from '../operations';
import { createBenchVerifier } from '../tokens';
import { createWorld } from '../world';
import type { StartContender } from './contender';

/** The least work that gives the answer: node:http, the token, a function per operation, JSON. */
export const start: StartContender = async ({ publicKeyPem }) => {
  const world = createWorld();
  const verifier = createBenchVerifier(publicKeyPem);
  const operations = new Map(OPERATIONS.map((operation) => [operation.name, operation]));

  async function answer(request: IncomingMessage): Promise<string> {
    const viewer = await verifier.verify(bearerToken(request.headers.authorization) ?? '');
    const { operationName, variables } = JSON.parse(await readBody(request)) as {
      operationName: string;
      variables: Record<string, unknown>;
    };
    const operation = operations.get(operationName);
    if (!operation) throw new Error(`There is no handler for the operation ${operationName}.`);
    return JSON.stringify({ data: operation.answer(world, { variables, userId: viewer.userId }) });
  }

  const server = createTextServer(answer);
  return { url: await listenOnLoopback(server), close: () => closeServer(server) };
};
