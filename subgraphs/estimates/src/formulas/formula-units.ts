import type jsep from 'jsep';
import type { UnitKind } from '../units/units';
import type { UnitBook } from '../units/unit-book';
import { treeOf } from './formula';

/*
 * What a formula is measured in. Where both sides of a sum are known they have to be the same; a product of lengths is an area. A
 * number, or a parameter, may be anything: `walls * 8.5` is as many kilograms as it says.
 */

/** Powers of what is measured, all of one kind. Null: it may be anything. */
type Measure = { readonly kind: UnitKind; readonly powers: ReadonlyMap<string, number> } | null;

/** Two things don't fit; the message says which. */
class Unfit extends Error {}

/** Called once for each name of a formula; undefined: no position. */
type UnitOf = (name: string) => string | null | undefined;

/**
 * @param text a formula that was read before
 * @param unit of the position that has it
 * @returns what doesn't fit, for people; null where all does
 */
export function unfitUnits(
  text: string,
  unit: string | null,
  unitOf: UnitOf,
  units: UnitBook,
): string | null {
  const measureOf = (name: string) => measure(units, unitOf(name) ?? null);
  try {
    const found = measured(treeOf(text), measureOf);
    const own = measure(units, unit);
    if (found?.kind !== own?.kind || !found || !own || isSame(found, own)) return null;
    return `The formula comes to ${written(found)}, and the position is counted in ${unit ?? ''}.`;
  } catch (error) {
    if (error instanceof Unfit) return error.message;
    throw error;
  }
}

function measure(units: UnitBook, text: string | null): Measure {
  const named = text === null ? null : units.find(text);
  if (!named) return null;
  const { unit, count } = named;
  if (count !== '') return { kind: unit.kind, powers: new Map([[`${count} ${unit.en.symbol}`, 1]]) };
  // Pieces, sets and bags are counts: they may be added up, and take nothing from what they are multiplied with.
  const [base, power] = unit.kind === 'COUNT' ? ['pcs', 1] : (unit.power ?? [unit.en.symbol, 1]);
  return { kind: unit.kind, powers: new Map([[base, power]]) };
}

function measured(node: jsep.Expression, measureOf: (name: string) => Measure): Measure {
  const of = (each: jsep.Expression) => measured(each, measureOf);
  switch (node.type) {
    case 'Identifier':
      return measureOf((node as jsep.Identifier).name);
    case 'UnaryExpression':
      return of((node as jsep.UnaryExpression).argument);
    case 'BinaryExpression': {
      const { operator, left, right } = node as jsep.BinaryExpression;
      if (operator === '+' || operator === '-') return together([of(left), of(right)]);
      return product(of(left), of(right), operator === '/' ? -1 : 1);
    }
    case 'CallExpression': {
      const { callee, arguments: given } = node as jsep.CallExpression;
      const name = (callee as jsep.Identifier).name;
      return together((name === 'round' ? given.slice(0, 1) : given).map(of));
    }
    default:
      return null;
  }
}

/** What is added up, or compared. */
function together(all: readonly Measure[]): Measure {
  const known = all.filter((each) => each !== null);
  const [first] = known;
  const other = known.find((each) => first && !isSame(each, first));
  if (first && other)
    throw new Unfit(
      `${written(first)} and ${written(other)} can’t be added up or compared: convert one of them by a factor.`,
    );
  return first ?? null;
}

function product(one: Measure, other: Measure, sign: 1 | -1): Measure {
  if (!one || !other) return null;
  if (one.kind === 'COUNT') return sign === 1 && other.kind !== 'COUNT' ? other : null;
  if (other.kind === 'COUNT') return one;
  if (one.kind !== other.kind) return null;
  const powers = new Map(one.powers);
  for (const [base, power] of other.powers) powers.set(base, (powers.get(base) ?? 0) + sign * power);
  for (const [base, power] of powers) if (power === 0) powers.delete(base);
  return powers.size === 0 ? null : { kind: one.kind, powers };
}

const isSame = (one: NonNullable<Measure>, other: NonNullable<Measure>): boolean =>
  one.powers.size === other.powers.size &&
  [...one.powers].every(([base, power]) => other.powers.get(base) === power);

const RAISED = new Map([
  [1, ''],
  [2, '²'],
  [3, '³'],
]);

const written = ({ powers }: NonNullable<Measure>): string =>
  [...powers].map(([base, power]) => `${base}${RAISED.get(power) ?? `^${power}`}`).join('·');
