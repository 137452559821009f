import { quoted } from './refusals';

it('quotes one line at most, and no half characters', () => {
  expect(quoted('Anna')).toBe('Anna');
  expect(quoted('two\n  lines')).toBe('two lines');
  expect(quoted('x'.repeat(65_536))).toBe(`${'x'.repeat(200)}…`);
  expect(quoted(`${'x'.repeat(199)}😀 more`)).toBe(`${'x'.repeat(199)}…`);
});
