import { containing, searchPattern } from './search';

it.each([
  ['kitchen', '%kitchen%'],
  ['50%', '%50\\%%'],
  ['a_b', '%a\\_b%'],
  ['back\\slash', '%back\\\\slash%'],
  ['', '%%'],
])('makes of %j a pattern in which the text stands for itself', (text, pattern) => {
  expect(containing(text)).toBe(pattern);
});

it('leaves spaces around a search out', () => {
  expect(searchPattern('  a b ')).toBe('%a b%');
});

it.each(['x'.repeat(201), 'a\0b'])(
  'refuses a search that PostgreSQL or a reader can do nothing with',
  (text) => {
    expect(() => searchPattern(text)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) }) as Error,
    );
  },
);
