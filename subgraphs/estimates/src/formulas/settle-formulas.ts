import type { Decimal } from 'decimal.js';
import { InputRejected } from '../../../../service-kit/errors/user-errors';
import { inTurns } from '../../../../service-kit/subgraph/turns';
import { MONEY_LIMITS } from '../calculation/money-limits';
import { ExactDecimal, roundDecimal } from '../calculation/rounding';
import { isSame } from '../drafts/draft-totals';
import type { Draft } from '../drafts/working-copy';
import type { Position } from '../positions/position.entity';
import type { UnitBook } from '../units/unit-book';
import { FormulaError, MOST_CHARACTERS, readFormula, type Formula } from './formula';
import { refusalAt, telling } from './formula-refusals';
import { unfitUnits } from './formula-units';
import { formulasOf, type OwnFormula } from './own-formulas';
import { settlePrices } from './settle-prices';

/*
 * Quantities that follow from the estimate's parameters and from other positions' quantities, by their variables; prices and costs follow
 * after them. They are settled at each save, before anything is calculated from them.
 */

type Values = Map<string, Decimal>;

/** How many formulas may need one another in a row. */
const DEEPEST = 100;

interface Planned {
  readonly position: Position;
  readonly formula: Formula;
}

/** What else settling goes by. */
export interface SettlingOptions {
  /** Asked for only where an input has changed what formulas go by. */
  readonly readUnits: () => Promise<UnitBook>;
  /** Whether the viewer may see costs, and so be told what is wrong with their formulas. */
  readonly seesCosts: boolean;
}

/**
 * Writes the quantities, prices and costs of all positions with a formula of it, while others have their turn between two of them.
 *
 * @throws InputRejected FORMULA_… at the position, or naming it, for a cycle with its path; UNIT_DOES_NOT_FIT
 */
export async function settleFormulas(draft: Draft, { readUnits, seesCosts }: SettlingOptions): Promise<void> {
  const values = await inTurns(settleInPieces(draft, seesCosts));
  if (!values) return;
  await inTurns(settlePrices(draft, values, seesCosts));
  const named = new Map(
    [...draft.positions.values()].flatMap((row) => (row.variable === null ? [] : [[row.variable, row]])),
  );
  const asked = changedFormulas(draft, named, seesCosts);
  if (asked.length > 0) await inTurns(checkUnits(draft, asked, named, await readUnits()));
}

/** @returns the values of all names; null where there is no formula */
function* settleInPieces(draft: Draft, seesCosts: boolean): Generator<void, Values | null> {
  const positions = [...draft.positions.values()];
  checkNames(draft, positions);
  if (!positions.some((row) => formulasOf(row).length > 0)) return null;
  checkLength(draft, seesCosts);
  const values: Values = new Map(
    draft.estimate.parameters.map(({ name, value }) => [name, new ExactDecimal(value)]),
  );
  const planned = new Map<string, Planned>();
  for (const position of positions) {
    const { formula, variable, quantity } = position;
    if (formula === null) {
      if (variable !== null) values.set(variable, new ExactDecimal(quantity));
      continue;
    }
    planned.set(variable ?? position.id, {
      position,
      formula: telling(draft, position, 'formula', () => readFormula(formula)),
    });
    yield;
  }
  const settle = new Settling(draft, values, planned);
  for (const name of planned.keys()) {
    settle.valueOf(name, []);
    yield;
  }
  return values;
}

/**
 * Formulas of costs have a length of their own: of the others nobody could tell how long those are. Who may not see costs is told of the
 * ones they give.
 *
 * @throws InputRejected FORMULA_TOO_LARGE when all formulas together are too long
 */
function checkLength({ positions, givenCostFormulas }: Draft, seesCosts: boolean): void {
  let [length, ofCosts] = [0, 0];
  for (const row of positions.values()) {
    const tellsCost = seesCosts || givenCostFormulas.has(row.id);
    for (const { field, text } of formulasOf(row)) {
      if (field !== 'unitCostFormula') length += text.length;
      else if (tellsCost) ofCosts += text.length;
    }
  }
  for (const [what, own] of [
    ['formulas', length],
    ['cost formulas', ofCosts],
  ] as const) {
    if (own <= MOST_CHARACTERS) continue;
    const message = `The ${what} of an estimate have at most ${MOST_CHARACTERS} characters together, these have ${own}: shorten them, or make two estimates of it.`;
    throw new InputRejected([{ code: 'FORMULA_TOO_LARGE', path: [], message }]);
  }
}

/** @throws InputRejected DUPLICATE_NAME for a variable that a parameter or another position has */
function checkNames(draft: Draft, positions: readonly Position[]): void {
  const seen = new Set(draft.estimate.parameters.map(({ name }) => name));
  for (const position of positions) {
    const { id, name, variable } = position;
    if (variable === null) continue;
    if (seen.has(variable)) {
      const at = draft.places.get(id);
      const message = `The name “${variable}” is taken by a parameter or another position: each has its own.`;
      throw new InputRejected([
        at
          ? { code: 'DUPLICATE_NAME', path: [...at, 'variable'], message }
          : { code: 'DUPLICATE_NAME', path: [], message: `In “${name}”: ${message}` },
      ]);
    }
    seen.add(variable);
  }
}

class Settling {
  constructor(
    readonly draft: Draft,
    readonly values: Values,
    readonly planned: ReadonlyMap<string, Planned>,
  ) {}

  /** @param path the positions that need this one, outermost first */
  valueOf(name: string, path: readonly Position[]): Decimal {
    const known = this.values.get(name);
    if (known) return known;
    const found = this.planned.get(name);
    const asking = path.at(-1);
    if (!found) {
      const message = `There is no parameter and no position called “${name}”.`;
      throw refusalAt(
        this.draft,
        asking as Position,
        'formula',
        new FormulaError('FORMULA_UNKNOWN_NAME', message),
      );
    }
    const { position, formula } = found;
    if (path.includes(position)) {
      const circle = [...path.slice(path.indexOf(position)), position].map(
        (each) => each.variable ?? each.name,
      );
      const message = `The formulas go round in a circle: ${circle.join(' → ')}.`;
      throw refusalAt(this.draft, position, 'formula', new FormulaError('FORMULA_CYCLE', message));
    }
    if (path.length >= DEEPEST) {
      const message = `Formulas that take each other go at most ${DEEPEST} deep.`;
      throw refusalAt(this.draft, position, 'formula', new FormulaError('FORMULA_TOO_LARGE', message));
    }
    const inside = [...path, position];
    const value = telling(this.draft, position, 'formula', () =>
      formula.evaluate((other) => this.valueOf(other, inside)),
    );
    const settled = this.#write(position, value);
    this.values.set(name, settled);
    return settled;
  }

  #write(position: Position, value: Decimal): Decimal {
    const { scale, max } = MONEY_LIMITS.signedQuantity;
    const rounded = roundDecimal(value, scale, this.draft.estimate.rounding);
    if (rounded.abs().gt(max)) {
      const message = `The formula comes to ${rounded.toFixed()}, above ${max}.`;
      throw refusalAt(this.draft, position, 'formula', new FormulaError('FORMULA_TOO_LARGE', message));
    }
    const before = { ...position };
    position.quantity = (rounded.isZero() ? rounded.abs() : rounded).toFixed();
    if (!isSame(position, before)) this.draft.dirty.add(position);
    return new ExactDecimal(position.quantity);
  }
}

type Named = ReadonlyMap<string, Position>;

interface Asked extends OwnFormula {
  readonly position: Position;
}

/**
 * Formulas that an input has changed, or that take a position which it has changed. What came in otherwise stays as it is. Who may not see
 * costs is told nothing of their formulas.
 */
function changedFormulas({ positions, places }: Draft, named: Named, seesCosts: boolean): Asked[] {
  if (places.size === 0) return [];
  const isChanged = (position: Position | undefined) => position !== undefined && places.has(position.id);
  return [...positions.values()].flatMap((position) =>
    formulasOf(position).flatMap((own) => {
      if (own.field === 'unitCostFormula' && !seesCosts) return [];
      const { names } = readFormula(own.text);
      const isAsked = isChanged(position) || [...names].some((name) => isChanged(named.get(name)));
      return isAsked ? [{ ...own, position }] : [];
    }),
  );
}

/** A quantity has the position's own unit; of a price and a cost only what is added up within them has to fit. */
function* checkUnits(
  draft: Draft,
  asked: readonly Asked[],
  named: Named,
  units: UnitBook,
): Generator<void, void> {
  for (const { position, field, text } of asked) {
    const unitOf = (name: string) => named.get(name)?.unit;
    const own = field === 'formula' ? position.unit : null;
    const message = unfitUnits(text, own, unitOf, units);
    if (message !== null)
      throw refusalAt(draft, position, field, new FormulaError('UNIT_DOES_NOT_FIT', message));
    yield;
  }
}
