import fc from 'fast-check';
import { passwordMistake } from './password-rules';
import { anyText } from '../../../../testkit/any-text';

const about = ['olga.petrova@example.com', 'Olga', 'Petrova', 'Olga Petrova', 'Petrova Roofing Works'];
const codeOf = (password: string): string | undefined =>
  passwordMistake(password, about)?.userErrors[0]?.code;

it.each([
  ['eleven charä', undefined],
  ['eleven char', 'PASSWORD_TOO_SHORT'],
  ['🦊🐢🐙🦀🐬🦉kettle', undefined],
  ['🦊🐢🐙🦀🐬🦉🐝🦋', 'PASSWORD_TOO_SHORT'], // eight characters, sixteen UTF-16 units
  ['kettle '.repeat(18) + 'ab', undefined],
  ['kettle '.repeat(18) + 'abc', 'PASSWORD_TOO_LONG'],
  ['🦊🐢'.repeat(64) + 'x', 'PASSWORD_TOO_LONG'],
  ['            ', 'PASSWORD_TOO_COMMON'],
  ['qwerty123456', 'PASSWORD_TOO_COMMON'],
  ['olga.petrova', 'PASSWORD_LIKE_NAME'],
  ['OlgaPetrova1987!', 'PASSWORD_LIKE_NAME'],
  ['olga.petrova@example.com', 'PASSWORD_LIKE_NAME'],
  ['petrova roofing works', 'PASSWORD_LIKE_NAME'],
  ['olga likes her new kettle', undefined],
  ['one \ud83e half of a fox', 'INVALID_CHARACTERS'],
  ['with a \0 inside', undefined],
])('%j gives %s', (password, code) => {
  expect(codeOf(password)).toBe(code);
});

it('never fails, whatever is typed', () => {
  fc.assert(
    fc.property(anyText(200), (password) => {
      passwordMistake(password, about);
    }),
  );
});
