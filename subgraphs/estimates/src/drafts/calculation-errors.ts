import { InputRejected } from '../../../../service-kit/errors/user-errors';
import type { InputPath } from '../../../../service-kit/data/input-check';
import { TotalsInputError } from '../calculation/money-limits';

/** What a refusal is told with: the rows that were calculated, and where in the input they came from, by id. */
export interface CalculatedDraft {
  readonly sections: ReadonlyMap<string, { readonly name: string }>;
  readonly positions: ReadonlyMap<string, { readonly name: string }>;
  readonly places: ReadonlyMap<string, InputPath>;
}

/** What the engine names differently from the input, and results, which no input field holds. */
const INPUT_NAMES: Record<string, string | null> = {
  defaultTaxRate: 'taxRate',
  policy: null,
  amount: null,
  cost: null,
  subtotal: null,
  runningTotal: null,
  total: null,
  payable: null,
};

const inputNames = (path: InputPath): string[] =>
  path.flatMap((part) => (INPUT_NAMES[part] === null ? [] : [INPUT_NAMES[part] ?? part]));

/**
 * Turns a refusal of the money engine into a mistake of the input. The engine names rows by id; where a row came from
 * the input, the path leads there, else it is the input as a whole and the message names the row.
 *
 * @param error anything thrown while calculating
 * @returns what to throw
 */
export function asUserError(error: unknown, draft: CalculatedDraft): unknown {
  if (!(error instanceof TotalsInputError)) return error;
  const { code, place: path, message } = error;
  const known = path.findLastIndex((part) => draft.places.has(part));
  const from = known < 0 ? undefined : draft.places.get(path[known] as string);
  if (from) return refusal(code, [...from, ...inputNames(path.slice(known + 1))], message);
  const row = path.map((part) => draft.positions.get(part) ?? draft.sections.get(part)).find(Boolean);
  if (row) return refusal(code, [], `In “${row.name}”: ${message}`);
  return refusal(code, inputNames(path), message);
}

const refusal = (code: string, path: string[], message: string) =>
  new InputRejected([{ code, path, message }]);
