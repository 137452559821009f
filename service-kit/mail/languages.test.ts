import { mailLanguage } from './languages';

it.each([
  ['ru', null, 'ru'],
  ['ru-RU', 'en', 'ru'],
  ['en-GB', 'ru', 'en'],
  ['de', 'ru;q=0.8, de', 'ru'],
  [null, 'de-DE, ru;q=0.5, en;q=0.7', 'en'],
  [null, 'ru, en', 'ru'],
  [null, 'ru;q=0, de', 'en'],
  [null, 'ru;q=abc', 'ru'],
  [null, null, 'en'],
  ['', '', 'en'],
  [null, ','.repeat(100_000), 'en'],
] as const)('of a person with %j whose program asks for %j is %s', (locale, header, language) => {
  expect(mailLanguage(locale, header)).toBe(language);
});
