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

it.each(['a\u0000b', 'a\u001bb', 'half \ud800 a pair', 'paid \u202e01', '\u202d9'])(
  'refuses %j, which PostgreSQL chokes on, or a reader is misled by',
  (text) => {
    expect(mistakesOf((check) => check.text(text, 100, ['name']))).toEqual(['INVALID_CHARACTERS name']);
  },
);

it.each(['\u200b', '\u3164', '\u2800 \u00ad', '\u200b\ufe0f\u2060'])(
  'takes %j, in which nobody sees anything, for empty',
  (text) => {
    expect(createInputCheck().text(text, 100, ['name'])).toBeNull();
    expect(mistakesOf((check) => check.requiredText(text, 100, ['name']))).toEqual(['REQUIRED name']);
  },
);

it('takes joiners, marks of direction and shapes of emoji within a text', () => {
  for (const text of ['می\u200cخواهم', 'א\u200f(1)', '❤\ufe0f'])
    expect(createInputCheck().requiredText(text, 100, ['name'])).toBe(text);
});

it('takes line ends, tabs and whole surrogate pairs', () => {
  expect(mistakesOf((check) => check.text('a\n\tb 😀', 100, ['name']))).toEqual([]);
});

it('reports no more than a person reads', () => {
  const mistakes = mistakesOf((check) => {
    for (let index = 0; index < 500; index += 1) check.requiredText('', 10, [String(index)]);
  });
  expect(mistakes).toHaveLength(50);
});
