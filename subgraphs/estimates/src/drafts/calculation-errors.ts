import { badInput } from '../../../../service-kit/errors/errors';
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

interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * Turns a refusal of the money engine into one of a question, which has no `userErrors`.
 *
 * @param error anything thrown while calculating
 * @param asked what can't be told: “What it would come to can't be told.”
 * @param rows that were calculated
 */
export function asRefusal(
  error: unknown,
  asked: string,
  { sections, positions }: { sections: readonly Named[]; positions: readonly Named[] },
): unknown {
  const byId = (rows: readonly Named[]) => new Map(rows.map((row) => [row.id, row]));
  const told = asUserError(error, {
    sections: byId(sections),
    positions: byId(positions),
    places: new Map(),
  });
  if (!(told instanceof InputRejected)) return told;
  return badInput(`${asked} ${told.userErrors.map(({ message }) => message).join(' ')}`);
}
