import { createHash } from 'node:crypto';
import { MIN_PASSWORD_LENGTH, passwordMistake } from '../auth/password-rules';
import { bloomOf, mayContain } from './bloom-filter';
import { BREACHED_FROM_LENGTH } from './breached-bits';
import { isBreachedPassword } from './breached-passwords';

describe('the filter', () => {
  it('knows every member, and takes next to nothing else for one', () => {
    const members = Array.from({ length: 2_000 }, (_one, index) => `member ${index}`);
    const bits = bloomOf(members);
    expect(members.filter((member) => !mayContain(bits, member))).toEqual([]);
    const others = Array.from({ length: 50_000 }, (_one, index) => `stranger ${index}`);
    expect(others.filter((other) => mayContain(bits, other)).length).toBeLessThanOrEqual(2);
  });
});

describe('a new password', () => {
  it.each(['Mailcreated5240', 'mailcreated5240', 'MAILCREATED5240', 'ｍailcreated5240'])(
    'is refused when a breach made it known: %s',
    (password) => {
      expect(passwordMistake(password, [])?.userErrors[0]?.code).toBe('PASSWORD_TOO_COMMON');
    },
  );

  // Of the list's 100,000 most frequent: its first ones, and of the 489 that are long enough each sixtieth.
  it.each([
    ...[
      '123456',
      'password',
      '12345678',
      'qwerty',
      '123456789',
      '12345',
      '1234',
      '111111',
      '1234567',
      'dragon',
    ],
    ...['123qweasdzxc', 'admin18533362', 'q1w2e3r4t5y6u7i8', 'nhfycajhvths', 'ilovemyfamily', 'qazwsx123456'],
    ...['qwertyuiop123456789', 'skateboarding', '123qwerty456'],
  ])('is refused when it is among the most frequent, for its length or as known: %s', (password) => {
    const isShort = password.length < MIN_PASSWORD_LENGTH;
    expect(passwordMistake(password, [])?.userErrors[0]?.code).toBe(
      isShort ? 'PASSWORD_TOO_SHORT' : 'PASSWORD_TOO_COMMON',
    );
    expect(isShort || isBreachedPassword(password)).toBe(true);
  });

  it('is refused for its length where the filter does not look', () => {
    expect(MIN_PASSWORD_LENGTH).toBeGreaterThanOrEqual(BREACHED_FROM_LENGTH);
  });

  it('passes when it is nobody’s', () => {
    // The same ones each time: one in a million is taken for a known one.
    const fresh = Array.from({ length: 5_000 }, (_one, index) =>
      createHash('sha256').update(`fresh ${index}`).digest('base64').slice(0, 16),
    );
    expect(fresh.filter(isBreachedPassword)).toEqual([]);
    expect(passwordMistake('glass bridge over nine rivers', [])).toBeNull();
  });
});
