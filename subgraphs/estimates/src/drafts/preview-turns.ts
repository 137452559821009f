import { serviceUnavailable } from '../../../../service-kit/errors/errors';
import { createSemaphore, QueueFullError } from '../../../../service-kit/jobs/semaphore';
import type { Context } from '../context';

/**
 * Of all callers, and one fewer of each: what reads a whole estimate and calculates it holds tens of megabytes meanwhile, and many at
 * once would leave nobody else a turn.
 */
const AT_ONCE = 2;
const MAX_WAITING = 1_000;
const MAX_WAITING_OF_ONE = 200;

const room = createSemaphore(AT_ONCE, MAX_WAITING, MAX_WAITING_OF_ONE);

/**
 * Runs what calculates an estimate to show it, and changes nothing. Callers take turns; one caller's run one after another, those that
 * one operation asks for under several names, too.
 *
 * @throws GraphQLError SERVICE_UNAVAILABLE when too many wait
 */
export async function inPreviewTurn<T>({ viewer }: Context, work: () => Promise<T>): Promise<T> {
  try {
    return await room.run(work, viewer.userId);
  } catch (error) {
    if (error instanceof QueueFullError)
      throw serviceUnavailable('Too many calculations at once. Try again shortly.');
    throw error;
  }
}
