import { createSemaphore, QueueFullError, type Semaphore } from '../../../service-kit/jobs/semaphore';
import type { Execute, Stage } from '../pipeline/stage';
import { principalOf } from './rates/principal';
import { tooMany } from './rates/refusals';
import type { OnRefusal } from './request-check';

/** Of one caller: an API key, a user, or an address of those who are not logged in. */
const AT_ONCE = 16;
/** A mutation of this price or more is large: those of one caller run one after another, for each may take a hundred megabytes meanwhile. */
const LARGE_POINTS = 1_000;
const MAX_WAITING = 500;
const COME_BACK_MS = 1_000;

/** One caller's mutations. */
interface Room {
  readonly all: Semaphore;
  readonly large: Semaphore;
  inside: number;
}

const createRoom = (): Room => ({
  all: createSemaphore(AT_ONCE, MAX_WAITING),
  large: createSemaphore(1, MAX_WAITING),
  inside: 0,
});

/**
 * The stage that lets so many mutations of one caller run at once; his others wait here, and what is beyond that is refused. Sockets
 * take hundreds of operations: without it all of them would stand in a subgraph's queue, in front of everybody else's. Queries are
 * not held: a subgraph that hangs would then hold up those of its callers that have nothing to do with it.
 */
export function mutationTurns(onRefusal: OnRefusal): Stage {
  const rooms = new Map<string, Room>();

  async function inTurn(next: Execute, request: Parameters<Execute>[0]) {
    const { kind, id } = principalOf(request.context);
    const key = `${kind}:${id}`;
    let own = rooms.get(key);
    if (!own) rooms.set(key, (own = createRoom()));
    own.inside += 1;
    const { all, large } = own;
    const isLarge = (request.context.facts.spending?.requested ?? 0) >= LARGE_POINTS;
    try {
      // The large ones wait outside: they hold up none of the others.
      return await (isLarge ? large.run(() => all.run(() => next(request))) : all.run(() => next(request)));
    } catch (error) {
      if (!(error instanceof QueueFullError)) throw error;
      onRefusal('mutations');
      throw tooMany(`${MAX_WAITING} of your mutations wait already. Send fewer at once.`, COME_BACK_MS);
    } finally {
      own.inside -= 1;
      if (own.inside === 0) rooms.delete(key);
    }
  }

  return (next) => (request) =>
    request.operation.type === 'mutation' ? inTurn(next, request) : next(request);
}
