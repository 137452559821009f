import { availableParallelism } from 'node:os';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';
import { addressKey } from '../../../../service-kit/http/address-key';
import { serviceUnavailable } from '../../../../service-kit/errors/errors';
import { randomToken } from '../../../../service-kit/auth/secrets';
import { createSemaphore, QueueFullError } from '../../../../service-kit/jobs/semaphore';
import { createPace, type PaceClock } from './password-pace';
import { MAX_PASSWORD_LENGTH } from './password-rules';
import { normalForm } from '../../../../service-kit/data/normal-form';

/*
 * Password hashes: Argon2id, 19 MiB, t=2, p=1 (OWASP Password Storage Cheat Sheet). A hash takes ~20 ms of a core and
 * 19 MiB, so few run at once: a storm of log-ins waits here, and the event loop and the memory stay free. Addresses take
 * turns, so a storm from one of them delays another's log-in by one hash; and known devices have every second turn, so one from however
 * many addresses delays their owners' no more than that.
 */

/** The library's `Algorithm` is a const enum, which exists for the compiler only. */
const ARGON2ID = 2;
const PARAMETERS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const MAX_WAITING = 500;
/** Of one address: who logs in from an office under attack waits half a second. The rest is kept for others. */
const MAX_WAITING_OF_ONE = 20;

/** Nobody's hash: who came by a provider or from an old system without a password sets one by a link. */
export const NO_PASSWORD = '!';

/** Verifies a hash of an old system (bcrypt, `$2a$`, `$2b$`, `$2y$`). */
export type LegacyVerify = (passwordHash: string, password: string) => Promise<boolean>;

/** What a check found. */
export interface PasswordCheck {
  readonly fits: boolean;
  /** To be stored in place of the one that was checked, if that one is weaker than today's or not of the NFC form. */
  readonly newHash: string | null;
  /** The old system looked at the first 72 bytes only: the rest may be wrong, so it is not stored anew; ask for a new one. */
  readonly isTruncated: boolean;
}

/** bcrypt compares no more (Provos and Mazières, 1999). */
const BCRYPT_BYTES = 72;

export interface Passwords {
  /** Hashes a password for storage, in NFC (decision 0021). */
  hash(password: string): Promise<string>;
  /**
   * Checks a password, as received and then in NFC. With no hash to check (`null`: nobody has that address; or one that no
   * password has, `!`) it does the same work and answers false.
   *
   * @param legacyCost the highest cost of an old system's hash on this installation, if there is one: every check then takes
   *   as long as the slowest of those, by waiting, so that nobody can tell who was imported
   * @throws GraphQLError SERVICE_UNAVAILABLE when too many checks wait already
   */
  check(passwordHash: string | null, password: string, legacyCost?: number | null): Promise<PasswordCheck>;
  /** The same for a caller at an address, whose work waits in the address's own queue. @param ip null where none is known */
  from(ip: string | null): Passwords;
  /** The same for a device that the account was entered from before. */
  readonly ofKnownDevice: Passwords;
  /** How many Argon2 computations were started since the start: two requests did the same work if it grew alike. */
  readonly computations: number;
}

/**
 * Makes the password hasher of a process.
 *
 * @param options.concurrent hashes at once; one core is left to others by default
 * @param options.legacyVerify checks `$2…` hashes; bcrypt's own check unless a test watches it
 * @param options.clock tells ms and waits; a test's own
 */
export function createPasswords(
  options: { concurrent?: number; legacyVerify?: LegacyVerify | undefined; clock?: PaceClock } = {},
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

  const pace = createPace(options.clock);

  function forCaller(caller: string, isKnown = false): Passwords {
    const line = isKnown ? `known ${caller}` : caller;
    const compute = <T>(work: () => Promise<T>): Promise<T> => {
      const task = () => {
        computations += 1;
        return pace.measure(work);
      };
      return room.run(task, line, isKnown).catch(tellFull);
    };
    const makeHash = (password: string) => compute(() => hash(normalForm(password), PARAMETERS));

    /** A hash that can't be read fits nothing; it takes no less time. */
    const verifyOne = (passwordHash: string, password: string) =>
      compute(async () => {
        const work = isBcrypt(passwordHash) ? legacyVerify : verify;
        return work(passwordHash, password).catch(async () => {
          await verify(await decoy, password);
          return false;
        });
      });

    const judge = async (passwordHash: string | null, password: string) =>
      judgePassword({ passwordHash, password, decoy: await decoy, verifyOne, makeHash });

    return {
      hash: makeHash,
      async check(passwordHash, password, legacyCost = null) {
        if (legacyCost === null) return judge(passwordHash, password);
        // Measured once, beside the queue: the first log-in after a start is paced too.
        await pace.calibrate(legacyCost, () => measureLegacy(legacyVerify, legacyCost));
        return pace.hold(
          () => judge(passwordHash, password),
          passwordHash !== null && isBcrypt(passwordHash),
        );
      },
      from: (ip) => forCaller(ip === null ? '' : addressKey(ip)),
      get ofKnownDevice() {
        return forCaller(caller, true);
      },
      get computations() {
        return computations;
      },
    };
  }
  return forCaller('');
}

function tellFull(error: unknown): never {
  if (error instanceof QueueFullError)
    throw serviceUnavailable('Too many log-ins at once. Try again shortly.');
  throw error;
}

async function measureLegacy(legacyVerify: LegacyVerify, cost: number): Promise<void> {
  await legacyVerify(decoyBcrypt(cost), '').catch(() => false);
  await hash('', PARAMETERS);
}

interface Judged {
  passwordHash: string | null;
  password: string;
  /** Checked where there is nothing to check. */
  decoy: string;
  verifyOne: (passwordHash: string, password: string) => Promise<boolean>;
  makeHash: (password: string) => Promise<string>;
}

/** As received first, then in NFC: as many checks as there are forms, whoever is asked for. */
async function judgePassword({
  passwordHash,
  password,
  decoy,
  verifyOne,
  makeHash,
}: Judged): Promise<PasswordCheck> {
  // No stored password is longer; hashing a megabyte would be a gift to whoever sends it.
  const isEndless = password.length > 2 * MAX_PASSWORD_LENGTH;
  const tried = isEndless ? password.slice(0, MAX_PASSWORD_LENGTH) : password;
  const checkable = passwordHash === null || isEndless || !isHash(passwordHash) ? null : passwordHash;
  const normal = normalForm(tried);
  for (const form of normal === tried ? [tried] : [tried, normal]) {
    const fits = await verifyOne(checkable ?? decoy, form);
    if (!fits || checkable === null) continue;
    const isTruncated = isBcrypt(checkable) && Buffer.byteLength(form) > BCRYPT_BYTES;
    const isOld = isBcrypt(checkable) || isWeak(checkable) || form !== normal;
    // A better hash can wait for the next log-in when there is no room for it now.
    const newHash = isOld && !isTruncated ? await makeHash(form).catch(() => null) : null;
    return { fits, isTruncated, newHash };
  }
  return { fits: false, newHash: null, isTruncated: false };
}

const isHash = (text: string): boolean => isBcrypt(text) || /^\$argon2(id|i|d)\$/.test(text);
/** A bcrypt hash of a cost; nobody knows its password. */
const decoyBcrypt = (cost: number): string =>
  `$2b$${String(cost).padStart(2, '0')}$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW`;
const isBcrypt = (passwordHash: string): boolean => /^\$2[aby]\$/.test(passwordHash);

function isWeak(passwordHash: string): boolean {
  const { algorithm, memoryCost, timeCost } = parseOptions(passwordHash);
  return (
    algorithm !== PARAMETERS.algorithm || memoryCost < PARAMETERS.memoryCost || timeCost < PARAMETERS.timeCost
  );
}
