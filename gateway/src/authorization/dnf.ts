import type { Demand } from './demand';

/*
 * A little logic over demands: "any of these sets" is a disjunction of conjunctions without negation.
 */

/** Beyond this many sets nothing is multiplied out; the answer is then the cautious one. */
const MAX_SETS = 256;

/** Whether two lists of demands, each to be met in full, say the same. False also when that is too long to find out. */
export function saySame(one: readonly Demand[], other: readonly Demand[]): boolean {
  return implies(one, other) === true && implies(other, one) === true;
}

/** Whether whoever meets `given` meets `wanted` too; null when it is too long to find out. */
export function implies(given: readonly Demand[], wanted: readonly Demand[]): boolean | null {
  const sets = product(given);
  if (!sets) return null;
  return wanted.every((demand) =>
    sets.every((held) => demand.anyOf.some((all) => words(demand, all).every((word) => held.has(word)))),
  );
}

/** Multiplies demands out to "any of these sets of words". */
function product(demands: readonly Demand[]): Set<string>[] | null {
  let sets: Set<string>[] = [new Set()];
  for (const demand of demands) {
    const distinct = new Map<string, Set<string>>();
    for (const held of sets) {
      for (const all of demand.anyOf) {
        const joined = new Set([...held, ...words(demand, all)]);
        distinct.set([...joined].sort().join('\n'), joined);
      }
      if (distinct.size > MAX_SETS) return null;
    }
    sets = [...distinct.values()];
  }
  return sets;
}

/** Scopes and policies that are called alike are different things; who has scopes is logged in. */
const words = ({ kind }: Demand, all: readonly string[]): string[] =>
  kind === 'policies'
    ? all.map((name) => `policy ${name}`)
    : ['login', ...all.map((name) => `scope ${name}`)];
