import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import { addressKey } from '../http/address-key';
import { serviceUnavailable } from '../errors/errors';
import { createSemaphore, QueueFullError } from '../jobs/semaphore';
import type { RequestFacts } from './context';

/**
 * Public mutations that run at once in a process, as many as the pool has connections; one address has one fewer, so that the last
 * is always left to others. Fewer would make tokens that fifty tabs refresh at once look like retries.
 */
const AT_ONCE = 10;
const MAX_WAITING = 1_000;
const MAX_WAITING_OF_ONE = 60;

/**
 * Lets addresses take turns at what anybody may call and what writes or takes long: log-in, registration, resets. Who sends
 * hundreds waits behind his own, and the many beyond that are refused at once, before they take a connection.
 *
 * @param schema its public mutations' resolvers are wrapped in place
 */
export function takePublicTurns(schema: GraphQLSchema): void {
  const room = createSemaphore(AT_ONCE, MAX_WAITING, MAX_WAITING_OF_ONE);
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    if (!field.astNode?.directives?.some(({ name }) => name.value === 'public')) continue;
    const resolve = field.resolve ?? defaultFieldResolver;
    field.resolve = async (source, args, context: { facts?: RequestFacts }, info) => {
      try {
        const work = async () => resolve(source, args, context, info) as unknown;
        return await room.run(work, addressKey(context.facts?.ip ?? ''));
      } catch (error) {
        if (error instanceof QueueFullError)
          throw serviceUnavailable('Too many requests at once. Try again shortly.');
        throw error;
      }
    };
  }
}
