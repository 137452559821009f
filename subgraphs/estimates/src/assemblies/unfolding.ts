import { Decimal } from 'decimal.js';
import { reject } from '../../../../service-kit/errors/user-errors';
import { MONEY_LIMITS } from '../calculation/money-limits';
import type { Rounding } from '../calculation/totals.types';
import { roundDecimal } from '../calculation/rounding';
import type { CatalogueItem } from '../catalogues/catalogue-item.entity';
import { MAX_DEPTH, type AssemblyTree } from './assembly-reads';

/* An assembly becomes what it consists of: pure, of what was read before. */

/** Holds every product of the quantities of a chain exactly. */
const LongDecimal = Decimal.clone({ defaults: true, precision: 200 });

/** What an item of a price list becomes in an estimate. */
export interface Unfolded {
  readonly item: CatalogueItem;
  /** Rounded to what a quantity holds. */
  readonly quantity: string;
  /** Empty for a position. */
  readonly parts: readonly Unfolded[];
}

/** What an item is unfolded with. */
export interface UnfoldingParts {
  readonly tree: AssemblyTree;
  readonly items: ReadonlyMap<string, CatalogueItem>;
  readonly rounding: Rounding;
  /** Counts positions. @throws where there are too many */
  readonly count: () => void;
}

/** Names a chain of assemblies for people. */
export const chainText = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(' → ');

/**
 * Unfolds an item: one without components is itself.
 *
 * @param at where the input names it
 * @throws InputRejected ASSEMBLY_CYCLE, ASSEMBLY_TOO_DEEP, COMPONENT_NOT_FOUND, QUANTITY_TOO_SMALL, each with the chain that leads there
 */
export function unfold(item: CatalogueItem, quantity: string, parts: UnfoldingParts, at: string): Unfolded {
  return unfoldOne(item, new LongDecimal(quantity), [item], parts, at);
}

function unfoldOne(
  item: CatalogueItem,
  quantity: Decimal,
  chain: readonly CatalogueItem[],
  about: UnfoldingParts,
  at: string,
): Unfolded {
  const { tree, items, rounding, count } = about;
  const names = chain.map(({ name }) => name);
  if (chain.length > MAX_DEPTH + 1) {
    const message = `${chainText(names)}: assemblies nest at most ${MAX_DEPTH} deep. Set fewer in one another.`;
    throw reject('ASSEMBLY_TOO_DEEP', at, message);
  }
  const components = tree.parts.get(item.id) ?? [];
  const rounded = roundDecimal(quantity, MONEY_LIMITS.quantity.scale, rounding);
  if (components.length === 0) {
    count();
    if (rounded.isZero() && !quantity.isZero()) {
      const message = `${chainText(names)} comes to less than a quantity can hold (6 decimals): take more, or set a larger quantity.`;
      throw reject('QUANTITY_TOO_SMALL', at, message);
    }
  }
  return {
    item,
    quantity: rounded.toFixed(),
    parts: components.map(({ componentId, name, quantity: each }) => {
      if (chain.some(({ id }) => id === componentId)) {
        const message = `${chainText([...names, name])} contains itself: set its components anew.`;
        throw reject('ASSEMBLY_CYCLE', at, message);
      }
      const component = items.get(componentId);
      if (!component) {
        const message = `${chainText([...names, name])} is in no price list any more: set the components of “${item.name}” anew.`;
        throw reject('COMPONENT_NOT_FOUND', at, message);
      }
      return unfoldOne(component, quantity.times(each), [...chain, component], about, at);
    }),
  };
}

/** Its positions, in order; those that lie in the assemblies in it, too. */
export const leavesOf = (unfolded: Unfolded): Unfolded[] =>
  unfolded.parts.length === 0 ? [unfolded] : unfolded.parts.flatMap(leavesOf);
