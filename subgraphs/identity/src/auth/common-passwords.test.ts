import { isCommonPassword } from './common-passwords';

it.each([
  'password1234',
  'Password12345!',
  'P@ssw0rd2024!',
  'passwordpassword',
  'qwerty123456',
  'QwertyUiop123',
  '1q2w3e4r5t6y',
  '123456789012',
  '210987654321',
  'aaaaaaaaaaaa',
  '121212121212',
  'abcabcabcabc',
  'qwerty12qwerty12',
  'iloveyou1234',
  'ILoveYou_2024',
  'welcome2024!!',
  'dragon_monkey',
  'administrator',
  'admin@admin1',
  'correcthorsebatterystaple',
  'пароль123456',
  'Йцукенгшщзхъ',
  'sunshine2019',
  '20240101!!!!',
  'CashCraft2026',
])('refuses %s', (password) => {
  expect(isCommonPassword(password)).toBe(true);
});

it.each([
  'glass bridge over nine rivers',
  'vK7#pw2!mQz9',
  'my cousin paints elks',
  'зелёный чайник поёт',
  'tkhqzvbwmnrd',
  'dragon monkey tiger', // three words: not among the first guesses
  '🦊 under the kettle',
  '7391 8462 wren',
])('accepts %s', (password) => {
  expect(isCommonPassword(password)).toBe(false);
});

it('looks up no more pieces for a password of the longest kind than its length times the longest word', () => {
  const lookups = jest.spyOn(Set.prototype, 'has');
  for (const password of ['a'.repeat(128), 'ab'.repeat(64), 'iamthe'.repeat(21), '1234qwer'.repeat(16)]) {
    lookups.mockClear();
    isCommonPassword(password);
    expect(lookups.mock.calls.length).toBeLessThan(128 * 20 * 3); // words in the text, in its unit, and without leet
  }
  lookups.mockRestore();
});
