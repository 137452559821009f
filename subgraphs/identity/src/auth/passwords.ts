import { availableParallelism } from 'node:os';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';
import { addressKey } from '../../../../service-kit/http/address-key';
import { serviceUnavailable } from '../../../../service-kit/errors/errors';
import { randomToken } from '../../../../service-kit/auth/secrets';
import { createSemaphore, QueueFullError } from '../../../../service-kit/jobs/semaphore';
import { MAX_PASSWORD_LENGTH } from './password-rules';

/*
 * Password hashes: Argon2id, 19 MiB, t=2, p=1 (OWASP Password Storage Cheat Sheet). A hash takes ~20 ms of a core and
 * 19 MiB, so few run at once: a storm of log-ins waits here, and the event loop and the memory stay free. Addresses take
 * turns, so a storm from one of them delays another's log-in by one hash.
 */

/** The library's `Algorithm` is a const enum, which exists for the compiler only. */
const ARGON2ID = 2;
const PARAMETERS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const MAX_WAITING = 500;
/** Of one address: who logs in from an office under attack waits half a second. The rest is kept for others. */
const MAX_WAITING_OF_ONE = 20;

/** Verifies a hash of an old system (bcrypt, `$2a$`, `$2b$`, `$2y$`). */
export type LegacyVerify = (passwordHash: string, password: string) => Promise<boolean>;

export interface Passwords {
  /** Hashes a password, exactly as given, for storage. */
  hash(password: string): Promise<string>;
  /**
   * Checks a password. With no hash to check (`null`: nobody has that address) it does the same work and answers false.
   *
   * @returns whether it fits, and whether the hash is weaker than today's and should be made anew
   * @throws GraphQLError SERVICE_UNAVAILABLE when too many checks wait already
   */
  check(passwordHash: string | null, password: string): Promise<{ fits: boolean; isWeak: boolean }>;
  /** The same for a caller at an address, whose work waits in the address's own queue. @param ip null where none is known */
  from(ip: string | null): Passwords;
  /** How many Argon2 computations were started since the start: two requests did the same work if it grew alike. */
  readonly computations: number;
}

/**
 * Makes the password hasher of a process.
 *
 * @param options.concurrent hashes at once; one core is left to others by default
 * @param options.legacyVerify checks `$2…` hashes; bcrypt's own check unless a test watches it
 */
export function createPasswords(
  options: { concurrent?: number; legacyVerify?: LegacyVerify | undefined } = {},
): Passwords {
  // libuv's pool has 4 threads: hashing must never hold all of them.
  const room = createSemaphore(
    options.concurrent ?? Math.min(3, Math.max(1, availableParallelism() - 1)),
    MAX_WAITING,
    MAX_WAITING_OF_ONE,
  );
  const legacyVerify: LegacyVerify =
    options.legacyVerify ?? ((passwordHash, password) => verifyBcrypt(password, passwordHash));
  let computations = 0;

  /** Nobody knows the password of this one. Made at the start, not at the first unknown address. */
  const decoy = hash(randomToken(), PARAMETERS);
  decoy.catch(() => undefined); // whoever awaits it sees the failure

  function forCaller(caller: string): Passwords {
    async function compute<T>(work: () => Promise<T>): Promise<T> {
      try {
        return await room.run(() => {
          computations += 1;
          return work();
        }, caller);
      } catch (error) {
        if (error instanceof QueueFullError)
          throw serviceUnavailable('Too many log-ins at once. Try again shortly.');
        throw error;
      }
    }
    return {
      hash: (password) => compute(() => hash(password, PARAMETERS)),
      async check(passwordHash, password) {
        // No stored password is longer; hashing a megabyte would be a gift to whoever sends it.
        const hopeless = passwordHash === null || password.length > 2 * MAX_PASSWORD_LENGTH;
        if (hopeless) {
          const instead = await decoy;
          await compute(() => verify(instead, password.slice(0, MAX_PASSWORD_LENGTH)));
          return { fits: false, isWeak: false };
        }
        if (isBcrypt(passwordHash)) {
          return { fits: await compute(() => legacyVerify(passwordHash, password)), isWeak: true };
        }
        return { fits: await compute(() => verify(passwordHash, password)), isWeak: isWeak(passwordHash) };
      },
      from: (ip) => forCaller(ip === null ? '' : addressKey(ip)),
      get computations() {
        return computations;
      },
    };
  }
  return forCaller('');
}

const isBcrypt = (passwordHash: string): boolean => /^\$2[aby]\$/.test(passwordHash);

function isWeak(passwordHash: string): boolean {
  const { algorithm, memoryCost, timeCost } = parseOptions(passwordHash);
  return (
    algorithm !== PARAMETERS.algorithm || memoryCost < PARAMETERS.memoryCost || timeCost < PARAMETERS.timeCost
  );
}
