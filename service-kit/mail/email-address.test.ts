import fc from 'fast-check';
import { deliverable, parseEmail } from './email-address';

describe('parseEmail', () => {
  it.each([
    [' Ann.Lee@Example.COM ', 'Ann.Lee@Example.COM', 'ann.lee@example.com'],
    ["o'neil+work@mail.example.co.uk", "o'neil+work@mail.example.co.uk", "o'neil+work@mail.example.co.uk"],
    ['Jose\u0301@example.com', 'Jos\u00e9@example.com', 'jos\u00e9@example.com'],
    ['почта@пример.рф', 'почта@пример.рф', 'почта@xn--e1afmkfd.xn--p1ai'],
    ['ａｎｎ＠Ｅｘａｍｐｌｅ．com', 'ann@Example.com', 'ann@example.com'],
    ['ann@例え。テスト', 'ann@例え.テスト', 'ann@xn--r8jz45g.xn--zckzah'],
  ])('reads %j', (typed, email, emailKey) => {
    expect(parseEmail(typed)).toEqual({ email, emailKey });
  });

  it.each([
    [
      'info@bücher.example',
      'INFO@BÜCHER.example',
      'info@xn--bcher-kva.example',
      'info@XN--BCHER-KVA.example',
    ],
    ['ilker@example.com', 'İLKER@example.com', 'i\u0307lker@example.com', 'İlker@example.com'],
    [
      'ann.lee@mail.example.com',
      'ann.lee@mail\u3002example\u3002com',
      'ann.lee@mail\uff0eexample\uff61com',
      'ann\uff0elee@mail.example.com',
    ],
    ['ΟΔΟΣ@example.com', 'οδος@example.com', 'οδοσ@example.com'],
    ['info@ΒΌΛΟΣ.example', 'info@βόλοσ.example', 'info@xn--nxasmq6b.example'],
    ['info@βόλος.example', 'info@xn--nxasmm1c.example'],
    ['kate@example.com', '\u212aate@example.com', 'ｋａｔｅ@example.com'],
  ])('knows %j and its other spellings as one', (...spellings) => {
    expect(new Set(spellings.map((typed) => parseEmail(typed)?.emailKey)).size).toBe(1);
    expect(parseEmail(spellings[0] ?? '')).not.toBeNull();
  });

  it.each([
    ['Latin and Cyrillic', 'anna@example.com', '\u0430nna@example.com'],
    ['a tag after a plus', 'ann@example.com', 'ann+shop@example.com'],
    ['ß and ss', 'strasse@example.com', 'straße@example.com'],
    ['ß and ss in a domain', 'ann@strasse.example', 'ann@straße.example'],
    ['σ and final ς in a domain', 'ann@βόλοσ.example', 'ann@βόλος.example'],
    ['dotless i', 'ilker@example.com', 'ılker@example.com'],
  ])('keeps apart what two people may have: %s', (_what, one, other) => {
    expect(parseEmail(one)?.emailKey).not.toBe(parseEmail(other)?.emailKey);
  });

  it.each([
    '',
    '@',
    'ann\u3164@example.com',
    'ann\u200b@example.com',
    'ann\ufe0f@example.com',
    'ann@exam\u00adple.com',
    'ann@1.2',
    '=?utf-8?q?ann=40evil.example=3e?=@example.com',
    'ann@example.0x7f',
    'ann@xn--zzzz.example',
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
    'ann@example.com\u3002',
    'ann@example\u3002\uff61com',
    'ann@1\u30022',
    'ann\u3002lee@example.com',
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

describe('deliverable', () => {
  it.each([
    'ann@ΒΌΛΟΣ.example',
    'ann@βόλος.example',
    'ann@STRAẞE.example',
    'ann@straße.example',
    'ann@BÜCHER.example',
    'ann@xn--bcher-kva.example',
    'ann@mail\u3002例え.テスト',
    'ann@İki.example',
    'ann@Example.COM',
  ])('names the domain that the key of %s names', (typed) => {
    expect(deliverable(typed)).toBe(parseEmail(typed)?.emailKey);
    expect(deliverable(parseEmail(typed)?.email ?? '')).toBe(parseEmail(typed)?.emailKey);
  });

  it.each(['Ann.İ@localhost', 'ann@', 'ann@[127.0.0.1]', 'no address'])(
    'leaves the part before the @, and what is no domain: %s',
    (address) => expect(deliverable(address)).toBe(address),
  );
});
