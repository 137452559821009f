import type { InputRejected } from '../../../service-kit/errors/user-errors';
import { MONEY_LIMITS } from './calculation/money-limits';
import { createEstimateInputCheck, type EstimateInputCheck } from './input-check';

function mistakesOf(fill: (check: EstimateInputCheck) => void) {
  const check = createEstimateInputCheck();
  fill(check);
  try {
    check.finish();
    return [];
  } catch (error) {
    return (error as InputRejected).userErrors.map(({ code, path }) => `${code} ${path.join('.')}`);
  }
}

it('reports every mistake at once, with its place', () => {
  const mistakes = mistakesOf((check) => {
    check.requiredText('  ', 10, ['positions', '0', 'name']);
    check.text('x'.repeat(11), 10, ['notes']);
    check.decimal('-1', MONEY_LIMITS.quantity, ['positions', '1', 'quantity']);
    check.decimal('1000000000', MONEY_LIMITS.unitPrice, ['unitPrice']);
  });
  expect(mistakes).toEqual([
    'REQUIRED positions.0.name',
    'TOO_LONG notes',
    'BELOW_MINIMUM positions.1.quantity',
    'ABOVE_MAXIMUM unitPrice',
  ]);
});
