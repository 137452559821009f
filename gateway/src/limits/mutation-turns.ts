import { createSemaphore, QueueFullError, type Semaphore } from '../../../service-kit/jobs/semaphore';
import { expireInTime, forget, type Waiting } from '../pipeline/deadline';
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
const FULL = `${MAX_WAITING} of your mutations wait already. Send fewer at once.`;
const LATE =
  'Others of your mutations took so long that the time of this one was over before it began. Nothing of it was done. Send fewer at once.';

type Request = Parameters<Execute>[0];

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

  function enter(request: Request): { own: Room; leave: () => void } {
    const { kind, id } = principalOf(request.context);
    const key = `${kind}:${id}`;
    const own = rooms.get(key) ?? createRoom();
    rooms.set(key, own);
    own.inside += 1;
    const leave = () => {
      own.inside -= 1;
      if (own.inside === 0) rooms.delete(key);
    };
    return { own, leave };
  }

  const refuse = (words: string) => {
    onRefusal('mutations');
    return tooMany(words, COME_BACK_MS);
  };

  const inTurn = (next: Execute, request: Request): ReturnType<Execute> =>
    new Promise((resolve, reject) => {
      const { own, leave } = enter(request);
      let isLate = false;
      const waiting: Waiting = {
        expiresAt: request.context.deadlineAt,
        expire() {
          isLate = true;
          reject(refuse(LATE));
        },
      };
      const begin = async () => {
        forget(waiting);
        if (isLate) throw new QueueFullError(); // answered long ago; it could not leave its place
        return next(request);
      };
      const isLarge = (request.context.facts.spending?.requested ?? 0) >= LARGE_POINTS;
      expireInTime(waiting);
      // The large ones wait outside: they hold up none of the others.
      (isLarge ? own.large.run(() => own.all.run(begin)) : own.all.run(begin))
        .finally(leave)
        .then(resolve, (error: unknown) => {
          forget(waiting);
          if (!isLate) reject(error instanceof QueueFullError ? refuse(FULL) : (error as Error));
        });
    });

  return (next) => (request) =>
    request.operation.type === 'mutation' ? inTurn(next, request) : next(request);
}
