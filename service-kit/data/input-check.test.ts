import { createInputCheck, type InputCheck } from './input-check';
import type { InputRejected } from '../errors/user-errors';

function mistakesOf(fill: (check: InputCheck) => void) {
  const check = createInputCheck();
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
    check.refuse('NOT_YOURS', ['leadId'], 'No.');
  });
  expect(mistakes).toEqual(['REQUIRED positions.0.name', 'TOO_LONG notes', 'NOT_YOURS leadId']);
});

it.each(['a\u0000b', 'a\u001bb', 'half \ud800 a pair'])(
  'refuses %j, which PostgreSQL or a reader chokes on',
  (text) => {
    expect(mistakesOf((check) => check.text(text, 100, ['name']))).toEqual(['INVALID_CHARACTERS name']);
  },
);

it('takes line ends, tabs and whole surrogate pairs', () => {
  expect(mistakesOf((check) => check.text('a\n\tb 😀', 100, ['name']))).toEqual([]);
});

it('reports no more than a person reads', () => {
  const mistakes = mistakesOf((check) => {
    for (let index = 0; index < 500; index += 1) check.requiredText('', 10, [String(index)]);
  });
  expect(mistakes).toHaveLength(50);
});
