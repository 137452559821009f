import type { CoefficientTarget } from '../calculation/offer.types';
import { MONEY_LIMITS } from '../calculation/money-limits';
import { shownCoefficients } from '../coefficients/shown-coefficients';
import type { StoredCoefficient } from '../estimates/estimate.entity';
import { plainDecimal } from '../calculation/decimal-text';
import type { Position } from '../positions/position.entity';
import { decimal, step, written, type Explained, type ExplanationStep } from './explanation-steps';
import { say } from './explanation-words';

/** A position's coefficients, those of its sections and of the estimate, but for those of one kind. */
export function coefficientsOf(
  row: Position,
  { content, seesCosts }: Explained,
  but: CoefficientTarget,
): StoredCoefficient[] {
  const { estimate } = content;
  const sections = new Map(content.sections.map((section) => [section.id, section]));
  const owners: Pick<Position, 'coefficients'>[] = [row];
  for (let at = row.sectionId; at !== null; at = sections.get(at)?.parentId ?? null) {
    const section = sections.get(at);
    if (section) owners.push(section);
  }
  return [...owners, estimate]
    .flatMap(({ coefficients }) => shownCoefficients(seesCosts, estimate, coefficients))
    .filter(({ appliesTo }) => appliesTo !== but);
}

/** A price or cost for one times its coefficients, unrounded. */
export const timesAll = (value: string, coefficients: readonly StoredCoefficient[]) =>
  coefficients.reduce((done, each) => done.times(each.value), decimal(value));

/** How coefficients make a price or a cost for one another; none where there are none. */
export function coefficientStep(
  coefficients: readonly StoredCoefficient[],
  given: string,
  exact: ReturnType<typeof decimal>,
  { content, language }: Explained,
): ExplanationStep[] {
  if (coefficients.length === 0) return [];
  const names = coefficients.map(({ name, value }) => `“${name}” × ${plainDecimal(value)}`).join(', ');
  const { scale } = MONEY_LIMITS.unitPrice;
  const amount = plainDecimal(exact.toFixed(scale, content.estimate.rounding === 'HALF_UP' ? 4 : 6));
  const found = step(
    'COEFFICIENTS',
    say(language, 'coefficients', { names }),
    amount,
    { given },
    written(exact),
  );
  const inputs = coefficients.map(({ name, value }) => ({ name, value: plainDecimal(value) }));
  return [{ ...found, inputs: [...found.inputs, ...inputs] }];
}
