import fc from 'fast-check';
import { ExactDecimal } from '../calculation/rounding';
import { FormulaError, readFormula } from './formula';

const values: Record<string, string> = { a: '2', b: '0.1', длина: '4.25', zero: '0' };
const come = (text: string): string =>
  readFormula(text)
    .evaluate((name) => new ExactDecimal(values[name] ?? '1'))
    .toFixed();
const codeOf = (text: string): string => {
  try {
    return come(text);
  } catch (error) {
    if (error instanceof FormulaError) return error.code;
    throw error;
  }
};

it.each([
  ['2 * (a + 3) - 1', '9'],
  ['b + 0.2', '0.3'],
  ['длина * a', '8.5'],
  ['-a - -3', '1'],
  ['1 / 3 * 3', '1'],
  ['max(a, 10, b)', '10'],
  ['min(a, 10)', '2'],
  ['round(2.345, 2)', '2.35'],
  ['round(-0.5)', '-1'],
  ['ceil(a / 3) + floor(7 / 2) + abs(-1)', '5'],
])('calculates %j exactly', (text, expected) => {
  expect(new ExactDecimal(come(text)).toDecimalPlaces(20).toFixed()).toBe(expected);
});

it('is read once, however often it comes', () => {
  const text = 'a * 2 + once';
  expect(readFormula(text)).toBe(readFormula(text));
  expect(readFormula(`${text} + 1`)).not.toBe(readFormula(text));
});

it('is forgotten for other ones, however little is in their characters', () => {
  const first = readFormula('a + first');
  for (let count = 0; count < 1_300; count += 1) readFormula(`${count}`.padEnd(500));
  expect(readFormula('a + first')).not.toBe(first);
});

it('tells which names a formula takes', () => {
  expect([...readFormula('a * max(b, a) - длина').names]).toEqual(['a', 'b', 'длина']);
});

it.each([
  ['', 'FORMULA_NOT_ALLOWED'],
  ['a +', 'FORMULA_NOT_READABLE'],
  ['(a', 'FORMULA_NOT_READABLE'],
  ['a; b', 'FORMULA_NOT_ALLOWED'],
  ['a b', 'FORMULA_NOT_ALLOWED'],
  ['a = 1', 'FORMULA_NOT_READABLE'],
  ['a ? b : 1', 'FORMULA_NOT_ALLOWED'],
  ['a.b', 'FORMULA_NOT_ALLOWED'],
  ['a["constructor"]', 'FORMULA_NOT_ALLOWED'],
  ['this', 'FORMULA_NOT_ALLOWED'],
  ['[a]', 'FORMULA_NOT_ALLOWED'],
  ['"2"', 'FORMULA_NOT_ALLOWED'],
  ['true', 'FORMULA_NOT_ALLOWED'],
  ['1e9', 'FORMULA_NOT_ALLOWED'],
  ['a ** 2', 'FORMULA_NOT_ALLOWED'],
  ['a ^ 2', 'FORMULA_NOT_ALLOWED'],
  ['a % 2', 'FORMULA_NOT_ALLOWED'],
  ['!a', 'FORMULA_NOT_ALLOWED'],
  ['constructor(1)', 'FORMULA_NOT_ALLOWED'],
  ['max.call(1)', 'FORMULA_NOT_ALLOWED'],
  ['process(1)', 'FORMULA_NOT_ALLOWED'],
  ['round(a, 7)', 'FORMULA_NOT_ALLOWED'],
  ['abs()', 'FORMULA_NOT_ALLOWED'],
  ['1 / zero', 'FORMULA_DIVIDES_BY_ZERO'],
  ['1 / (a - 2)', 'FORMULA_DIVIDES_BY_ZERO'],
  [Array(60).fill('9999999999').join('*').slice(0, 499), 'FORMULA_TOO_LARGE'],
  [Array(150).fill('a').join('+'), 'FORMULA_TOO_LARGE'],
  ['a'.repeat(501), 'FORMULA_TOO_LARGE'],
  [`${'('.repeat(250)}a${')'.repeat(249)}`, 'FORMULA_NOT_READABLE'],
])('refuses %j', (text, code) => {
  expect(codeOf(text)).toBe(code);
});

it('reads whatever is sent to it, or says why not: nothing else is ever thrown', () => {
  const parts = fc.constantFrom(
    ...'ab1234567890.+-*/(),[]{}"\'`?:;=<>!&|^%~ \\\n#@$_éя'.split(''),
    'max(',
    'this',
    'new ',
    '=>',
    '..',
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 60 }), (pieces) => {
      expect(typeof codeOf(pieces.join(''))).toBe('string');
    }),
    { seed: 20261130, numRuns: 3_000 },
  );
});
