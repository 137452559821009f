import { reject } from '../../../../service-kit/errors/user-errors';
import { ExactDecimal } from '../calculation/rounding';
import { plainDecimal } from '../calculation/decimal-text';
import type { Draft } from '../drafts/working-copy';
import type { EstimateParameter } from '../estimates/estimate.entity';
import { MAX_PARAMETERS } from '../formulas/formula-input';
import { FORMULA_LIMITS, readFormula } from '../formulas/formula';
import { telling } from '../formulas/formula-refusals';
import { formulasOf, type FormulaField } from '../formulas/own-formulas';
import { TEXT_LIMITS } from '../input-check';
import type { Position } from '../positions/position.entity';

/*
 * Names that formulas use, where positions are copied. What a formula comes to stays as it is: a name within the copied positions leads to
 * the copy; what it takes from elsewhere is the same where they stay in their estimate, and comes along as a parameter where they don't.
 * Who may not see costs copies of a cost what it comes to: which names come along would tell them its formula.
 */

/** What the copies are called, and what their formulas say. */
export interface CopiedNames {
  /** A copy's own name. */
  variableOf(original: Position): string | null;
  formulasOf(original: Position): Pick<Position, FormulaField>;
  /** What the draft has to have besides. */
  readonly parameters: readonly EstimateParameter[];
}

/** All names of a formula; functions are never renamed. */
const NAMES = /[\p{L}_$][\p{L}\p{N}_$]*/gu;

/** @throws InputRejected for a formula that can't be read */
const namesIn = (source: Draft, position: Position, seesCosts: boolean): readonly string[] =>
  formulasOf(position)
    .filter(({ field }) => seesCosts || field !== 'unitCostFormula')
    .flatMap(({ field, text }) => [...telling(source, position, field, () => readFormula(text)).names]);

const takenIn = ({ estimate, positions }: Draft): Set<string> =>
  new Set([
    ...estimate.parameters.map(({ name }) => name),
    ...[...positions.values()].flatMap(({ variable }) => variable ?? []),
  ]);

/** The name, or the first of name_2, name_3 … that is free; it is taken then. */
function freeName(taken: Set<string>, name: string): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) {
    const tail = `_${count}`;
    free =
      name
        .slice(0, TEXT_LIMITS.variable - tail.length)
        .toWellFormed()
        .replace(/\ufffd$/, '') + tail;
  }
  taken.add(free);
  return free;
}

/**
 * Settles the names of copies.
 *
 * @param source the estimate they come from
 * @param target the draft they go into; may be the same
 * @param path where the input names what is copied
 * @throws InputRejected TOO_MANY_ITEMS for more parameters than an estimate has; FORMULA_TOO_LARGE, FORMULA_NOT_READABLE
 */
export function namesOfCopies(
  source: Draft,
  target: Draft,
  copied: readonly Position[],
  { path, seesCosts }: { path: string; seesCosts: boolean },
): CopiedNames {
  const taken = takenIn(target);
  const isSame = source.estimate.id === target.estimate.id;
  const used = new Set(copied.flatMap((position) => namesIn(source, position, seesCosts)));
  const renamed = new Map<string, string>();
  for (const { variable } of copied) {
    // Within its estimate a copy needs a name only where another copy takes its quantity.
    if (variable !== null && (!isSame || used.has(variable)))
      renamed.set(variable, freeName(taken, variable));
  }
  const parameters: EstimateParameter[] = [];
  const outside = isSame ? [] : valuesIn(source).filter(({ name }) => used.has(name) && !renamed.has(name));
  for (const value of outside) {
    const known = target.estimate.parameters.find(({ name }) => name === value.name);
    if (known && new ExactDecimal(known.value).eq(value.value)) continue;
    const name = freeName(taken, value.name);
    renamed.set(value.name, name);
    parameters.push({ ...value, name });
  }
  if (parameters.length > 0 && target.estimate.parameters.length + parameters.length > MAX_PARAMETERS) {
    const message = `The formulas bring ${parameters.length} parameters along, and an estimate has ${MAX_PARAMETERS} at most.`;
    throw reject('TOO_MANY_ITEMS', path, message);
  }
  return {
    parameters,
    variableOf: ({ variable }) => (variable === null ? null : (renamed.get(variable) ?? null)),
    formulasOf: (original) => ({
      formula: renamedFormula(original, 'formula', renamed, path),
      unitPriceFormula: renamedFormula(original, 'unitPriceFormula', renamed, path),
      unitCostFormula: seesCosts ? renamedFormula(original, 'unitCostFormula', renamed, path) : null,
    }),
  };
}

/** Parameters and named quantities of an estimate, as parameters of another one. */
const valuesIn = ({ estimate, positions }: Draft): EstimateParameter[] => [
  ...estimate.parameters,
  ...[...positions.values()].flatMap(({ variable, name, quantity }) => {
    const label = name.slice(0, TEXT_LIMITS.name).toWellFormed();
    return variable === null ? [] : [{ name: variable, label, value: plainDecimal(quantity) }];
  }),
];

function renamedFormula(
  { name, ...position }: Position,
  field: FormulaField,
  renamed: ReadonlyMap<string, string>,
  path: string,
): string | null {
  const text = position[field]?.replace(NAMES, (each) => renamed.get(each) ?? each) ?? null;
  if (text === null || text.length <= FORMULA_LIMITS.characters) return text;
  const message = `In “${name}”: with the names that are free there, its formula would be longer than ${FORMULA_LIMITS.characters} characters.`;
  throw reject('FORMULA_TOO_LARGE', path, message);
}
