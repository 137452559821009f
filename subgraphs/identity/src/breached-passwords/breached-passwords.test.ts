import { createHash } from 'node:crypto';
import { passwordMistake } from '../auth/password-rules';
import { bloomOf, mayContain } from './bloom-filter';
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

  it('passes when it is nobody’s', () => {
    // The same ones each time: one in a million is taken for a known one.
    const fresh = Array.from({ length: 5_000 }, (_one, index) =>
      createHash('sha256').update(`fresh ${index}`).digest('base64').slice(0, 16),
    );
    expect(fresh.filter(isBreachedPassword)).toEqual([]);
    expect(passwordMistake('glass bridge over nine rivers', [])).toBeNull();
  });
});
