import { isSameFile } from './hand-in';

it.each([
  [null, null, true],
  ['https://files.example/a.png', null, false],
  [null, 'https://files.example/a.png', false],
  ['https://files.example/a.png', 'https://files.example/a.png', true],
  ['https://files.example/a.png', 'https://files.example/b.png', false],
  ['https://files.example/a.png', 'https://kommo.example/copy/1', true],
  // What Kommo shows may be no address at all.
  ['https://files.example/a.png', '/copy/1', true],
  ['https://files.example/a.png', '', true],
  ['https://files.example/a.png', 'http://', true],
])('a file told as %s and shown as %s may be the same: %s', (told, shown, expected) => {
  expect(isSameFile(told, shown)).toBe(expected);
});
