import fc from 'fast-check';
import { InputRejected } from '../../../../service-kit/errors/user-errors';
import { parseEmail, parseName } from './person-input';

describe('parseEmail', () => {
  it.each([
    [' Ann.Lee@Example.COM ', 'Ann.Lee@Example.COM', 'ann.lee@example.com'],
    ["o'neil+work@mail.example.co.uk", "o'neil+work@mail.example.co.uk", "o'neil+work@mail.example.co.uk"],
    ['Jose\u0301@example.com', 'Jos\u00e9@example.com', 'jos\u00e9@example.com'],
    ['почта@пример.рф', 'почта@пример.рф', 'почта@пример.рф'],
  ])('reads %j', (typed, email, emailKey) => {
    expect(parseEmail(typed)).toEqual({ email, emailKey });
  });

  it.each([
    '',
    '@',
    'ann',
    'ann@',
    '@example.com',
    'ann@localhost',
    'ann@@example.com',
    'ann lee@example.com',
    '.ann@example.com',
    'ann..lee@example.com',
    'ann@-example.com',
    'ann@example..com',
    'ann@example.com.',
    'ann@exam_ple.com',
    'ann\0@example.com',
    'ann@example.com\nBcc: x@y.z',
    '"ann"@example.com',
    '<ann@example.com>',
    `${'a'.repeat(65)}@example.com`,
    `ann@${'a.'.repeat(130)}com`,
    `${'a'.repeat(10_000)}@example.com`,
  ])('refuses %j', (typed) => {
    expect(parseEmail(typed)).toBeNull();
  });

  it('finds the same key for any case of letters, and for what it answered', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (typed) => {
        const parsed = parseEmail(typed);
        if (!parsed) return;
        expect(parseEmail(parsed.email.toUpperCase())?.emailKey ?? parsed.emailKey).toBe(parsed.emailKey);
        expect(parseEmail(parsed.emailKey)?.emailKey).toBe(parsed.emailKey);
      }),
    );
  });
});

describe('parseName', () => {
  const codeOf = (typed: string): unknown => {
    const name = parseName(typed, 'firstName');
    return name instanceof InputRejected ? name.userErrors[0]?.code : name;
  };

  it.each([
    ['  Ann   Marie ', 'Ann Marie'],
    ["D'Arcy-Ünal", "D'Arcy-Ünal"],
    ['Jose\u0301', 'Jos\u00e9'],
    ['🦊', '🦊'],
    ['李', '李'],
    ['X Æ A-12', 'X Æ A-12'],
    ['x'.repeat(100), 'x'.repeat(100)],
    ['🦊'.repeat(100), '🦊'.repeat(100)],
    ['x'.repeat(101), 'TOO_LONG'],
    ['x'.repeat(100_000), 'TOO_LONG'],
    ['', 'REQUIRED'],
    ['   ', 'REQUIRED'],
    ['\u200b\u200d', 'REQUIRED'],
    ['An\0n', 'INVALID_CHARACTERS'],
    ['Ann\nLee', 'INVALID_CHARACTERS'],
    ['Ann\u202eeeL', 'INVALID_CHARACTERS'],
    ['half \ud83e', 'INVALID_CHARACTERS'],
  ])('takes %j for %j', (typed, expected) => {
    expect(codeOf(typed)).toBe(expected);
  });
});
