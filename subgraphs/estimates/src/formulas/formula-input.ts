import type { InputPath } from '../../../../service-kit/data/input-check';
import { MONEY_LIMITS } from '../calculation/money-limits';
import type { Estimate } from '../estimates/estimate.entity';
import type { EstimateParameterInput } from '../generated/types';
import { TEXT_LIMITS, type EstimateInputCheck } from '../input-check';
import { FUNCTION_NAMES } from './formula';

/** Of one estimate. */
export const MAX_PARAMETERS = 100;
/** A letter first; letters, digits and underscores. */
const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** Checks a name that formulas use. */
export function readName(check: EstimateInputCheck, given: string, path: InputPath): string {
  const name = check.requiredText(given, TEXT_LIMITS.variable, path);
  if (name !== '' && !NAME.test(name)) {
    check.refuse(
      'BAD_NAME',
      path,
      'A name has letters, digits and underscores, a letter first: wall_height.',
    );
  } else if (FUNCTION_NAMES.includes(name)) {
    check.refuse('BAD_NAME', path, `“${name}” is the name of a function.`);
  }
  return name;
}

/** Checks a whole list of an estimate's parameters. */
export function readParameters(
  check: EstimateInputCheck,
  inputs: readonly EstimateParameterInput[],
): Estimate['parameters'] {
  if (inputs.length > MAX_PARAMETERS) {
    check.refuse('TOO_MANY_ITEMS', ['parameters'], `At most ${MAX_PARAMETERS} parameters.`);
    return [];
  }
  const seen = new Set<string>();
  return inputs.map(({ name: given, label, value }, index) => {
    const at = ['parameters', String(index)];
    const name = readName(check, given, [...at, 'name']);
    if (seen.has(name)) check.refuse('DUPLICATE_NAME', [...at, 'name'], `The name “${name}” occurs twice.`);
    seen.add(name);
    return {
      name,
      label: check.text(label, TEXT_LIMITS.name, [...at, 'label']),
      value: check.decimal(value, MONEY_LIMITS.signedQuantity, [...at, 'value']),
    };
  });
}
