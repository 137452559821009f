import { parseArgs } from 'node:util';

/** What the command line asked for. */
export interface Flags {
  rounds: number;
  /** Length of one window of load. */
  seconds: number;
  warmUpSeconds: number;
  /** Names besides the baseline; all when empty. */
  contenders: readonly string[];
  /** Names of the operations to measure; all when empty. */
  operations: readonly string[];
  /** Whether the run is worth keeping in bench/results/. */
  isFull: boolean;
  /** Where CPU profiles of the contenders go, below the project; null for none. */
  profileFolder: string | null;
}

/** A mistake on the command line; the message says what to mend. */
export class FlagError extends Error {
  constructor(message: string) {
    super(`${message}\n\n${USAGE}`);
    this.name = 'FlagError';
  }
}

const USAGE = `npm run bench -- [flags]              the gateway and its peers
npm run bench:postgres -- [flags]     the product on PostgreSQL
  --quick            a few seconds: does it work? (the numbers mean little)
  --rounds N         rounds per contender and operation (default 7)
  --seconds N        length of one measurement (default 1)
  --contender NAME   this one and the baseline only; may be repeated
  --operation NAME   this one only; may be repeated
  --profile          write a CPU profile of each contender to .data/bench-profiles/
A run without --quick, --contender, --operation and --profile is kept in bench/results/; after the gateway's, the figures of
npm run bench:stalls follow.`;

const FULL = { rounds: 7, seconds: 1, warmUpSeconds: 2 };
const QUICK = { rounds: 1, seconds: 0.2, warmUpSeconds: 0.2 };
const MOST = { rounds: 100, seconds: 60 };

/**
 * Reads the command line.
 *
 * @param names of the contenders there are
 * @param operationNames of the operations there are
 * @throws FlagError
 */
export function readFlags(
  args: readonly string[],
  names: readonly string[],
  operationNames: readonly string[],
): Flags {
  const { quick, profile, contender: contenders = [], operation: operations = [], ...numbers } = parse(args);
  refuseUnknown('contender', contenders, names);
  refuseUnknown('operation', operations, operationNames);
  const base = quick ? QUICK : FULL;
  const seconds = readNumber('seconds', numbers.seconds, base.seconds, MOST.seconds);
  const rounds = readNumber('rounds', numbers.rounds, base.rounds, MOST.rounds);
  if (!Number.isInteger(rounds)) throw new FlagError('--rounds must be a whole number.');
  return {
    rounds,
    seconds,
    warmUpSeconds: base.warmUpSeconds,
    contenders,
    operations,
    isFull: !quick && !profile && contenders.length === 0 && operations.length === 0,
    profileFolder: profile ? '.data/bench-profiles' : null,
  };
}

function refuseUnknown(what: string, asked: readonly string[], names: readonly string[]): void {
  const unknown = asked.filter((name) => !names.includes(name));
  if (unknown.length === 0) return;
  throw new FlagError(`There is no ${what} "${unknown.join('", "')}"; there are ${names.join(', ')}.`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        profile: { type: 'boolean', default: false },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        contender: { type: 'string', multiple: true },
        operation: { type: 'string', multiple: true },
      },
    }).values;
  } catch (error) {
    throw new FlagError((error as Error).message);
  }
}

function readNumber(name: string, text: string | undefined, fallback: number, most: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= most) return value;
  throw new FlagError(`--${name} must be a number above 0 and up to ${most}, not "${text}".`);
}
