import type { GraphQLObjectType } from 'graphql';
import type { Demand } from './demand';
import type { Positions } from './positions';
import type { AccessRules } from './rules';

/** What is refused to someone whose demands are met as far as `met` says. Each answers the demand that isn't met. */
export interface Verdicts {
  /** For an object that is reached through an interface or a union. */
  ofType(type: GraphQLObjectType): Demand | null;
  /** For a field of an object. */
  ofField(type: GraphQLObjectType, field: string): Demand | null;
}

/**
 * Judges types and fields for one set of met demands, each once.
 *
 * @param met what is not in it is refused
 */
export function createVerdicts(rules: AccessRules, positions: Positions, met: ReadonlySet<Demand>): Verdicts {
  const types = new Map<string, Demand | null>();
  const fields = new Map<string, Demand | null>();
  const firstUnmet = (demands: readonly Demand[]) => demands.find((demand) => !met.has(demand)) ?? null;

  function ofType({ name }: GraphQLObjectType): Demand | null {
    let verdict = types.get(name);
    if (verdict === undefined) {
      verdict = firstUnmet(rules.ofType(name));
      types.set(name, verdict);
    }
    return verdict;
  }
  /** A field that can only return what is refused is refused itself. */
  function ofValue(type: GraphQLObjectType, field: string): Demand | null {
    const returned = type.getFields()[field]?.type;
    const position = returned ? positions.under(returned) : null;
    if (!position?.isAbstract) return null;
    const verdicts = position.types.map(ofType);
    return verdicts.every((verdict) => verdict !== null) ? (verdicts[0] ?? null) : null;
  }
  return {
    ofType,
    ofField(type, field) {
      const at = `${type.name}.${field}`;
      let verdict = fields.get(at);
      if (verdict === undefined) {
        verdict = firstUnmet(rules.ofField(type.name, field)) ?? ofValue(type, field);
        fields.set(at, verdict);
      }
      return verdict;
    },
  };
}
