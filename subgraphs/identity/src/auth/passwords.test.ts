import { hash } from '@node-rs/argon2';
import { createPasswords } from './passwords';

const PASSWORD = 'seven quiet lanterns';

it('hashes with Argon2id, 19 MiB, two passes, one lane, and a new salt each time', async () => {
  const passwords = createPasswords();
  const [one, two] = await Promise.all([passwords.hash(PASSWORD), passwords.hash(PASSWORD)]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
  expect(await passwords.check(one, PASSWORD)).toEqual({ fits: true, isWeak: false });
});

it.each([
  ['a space more', `${PASSWORD} `],
  ['another case', PASSWORD.toUpperCase()],
  ['nothing', ''],
  ['a NUL byte and the rest', `${PASSWORD}\0x`],
])('refuses %s', async (_what, password) => {
  const passwords = createPasswords();
  expect((await passwords.check(await passwords.hash(PASSWORD), password)).fits).toBe(false);
});

it('takes a password exactly as it is: composed and decomposed letters differ', async () => {
  const passwords = createPasswords();
  const composed = await passwords.hash('caf\u00e9 in the harbour');
  expect((await passwords.check(composed, 'cafe\u0301 in the harbour')).fits).toBe(false);
});

it.each([
  ['less memory', { memoryCost: 8_192, timeCost: 2 }],
  ['fewer passes', { memoryCost: 19_456, timeCost: 1 }],
  ['another variant', { memoryCost: 19_456, timeCost: 2, algorithm: 1 }],
])('calls a hash weak that was made with %s', async (_what, options) => {
  const weak = await hash(PASSWORD, options);
  expect(await createPasswords().check(weak, PASSWORD)).toEqual({ fits: true, isWeak: true });
});

it('does not call a stronger hash weak', async () => {
  const strong = await hash(PASSWORD, { memoryCost: 32_768, timeCost: 3 });
  expect(await createPasswords().check(strong, PASSWORD)).toEqual({ fits: true, isWeak: false });
});

it('does the same work for nobody, for a wrong password and for an endless one', async () => {
  const passwords = createPasswords();
  const known = await passwords.hash(PASSWORD);
  const work = async (passwordHash: string | null, password: string): Promise<number> => {
    const before = passwords.computations;
    expect((await passwords.check(passwordHash, password)).fits).toBe(false);
    return passwords.computations - before;
  };
  expect(await work(null, PASSWORD)).toBe(1);
  expect(await work(known, 'something else')).toBe(1);
  expect(await work(known, 'x'.repeat(1_000_000))).toBe(1);
});

describe('hashes of the old systems', () => {
  const bcrypt = '$2a$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW';

  it('are checked by what was given for them, and made anew', async () => {
    const asked: [string, string][] = [];
    const passwords = createPasswords({
      legacyVerify: async (passwordHash, password) => {
        asked.push([passwordHash, password]);
        return password === PASSWORD;
      },
    });
    expect(await passwords.check(bcrypt, PASSWORD)).toEqual({ fits: true, isWeak: true });
    expect((await passwords.check(bcrypt, 'wrong')).fits).toBe(false);
    expect(asked).toEqual([
      [bcrypt, PASSWORD],
      [bcrypt, 'wrong'],
    ]);
  });

  it('are checked by bcrypt', async () => {
    const passwords = createPasswords();
    expect(await passwords.check(bcrypt, 'abc123xyz')).toEqual({ fits: true, isWeak: true });
    expect((await passwords.check(bcrypt, 'abc123xyZ')).fits).toBe(false);
    expect(passwords.computations).toBe(2);
  });
});

describe('a storm of log-ins', () => {
  const SLOW = '$2b$12$anything';
  /** Checks that end when told, in the order they were begun. */
  function storm(concurrent: number) {
    const begun: { who: string; end: () => void }[] = [];
    const passwords = createPasswords({
      concurrent,
      legacyVerify: (_hash, who) =>
        new Promise((resolve) => {
          begun.push({ who, end: () => resolve(true) });
        }),
    });
    const settled = () =>
      new Promise((resolve) => {
        setImmediate(resolve);
      });
    return { passwords, begun, settled };
  }

  it('runs no more at once than allowed, one fewer of one address, and refuses when twenty of it wait', async () => {
    const { passwords, begun, settled } = storm(3);
    const flood = passwords.from('203.0.113.7');
    const checks = Array.from({ length: 60 }, () => flood.check(SLOW, 'flood'));
    const outcomes = Promise.allSettled(checks);
    await settled();
    expect(begun).toHaveLength(2); // the third place is kept for others
    void passwords.from('203.0.113.8').check(SLOW, 'other');
    await settled();
    expect(begun.map(({ who }) => who)).toEqual(['flood', 'flood', 'other']);
    for (let at = 0; at < begun.length; at += 1) {
      begun[at]?.end();
      await settled();
    }
    const refused = (await outcomes).filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(60 - 22);
    expect(refused[0]?.reason).toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
  });

  it('delays another address by one check, also where there is one place only', async () => {
    const { passwords, begun, settled } = storm(1);
    const flood = passwords.from('2001:db8:1:2::1');
    for (let i = 0; i < 20; i += 1) void flood.check(SLOW, 'flood');
    void passwords.from('2001:db8:1:2:ffff::1').check(SLOW, 'same network');
    void passwords.from('203.0.113.8').check(SLOW, 'other');
    await settled();
    begun[0]?.end();
    await settled();
    begun[1]?.end();
    await settled();
    expect(begun.map(({ who }) => who)).toEqual(['flood', 'flood', 'other']);
  });

  it('refuses when hundreds wait, from however many addresses', async () => {
    const { passwords } = storm(2);
    const checks = Array.from({ length: 600 }, (_, i) => passwords.from(`10.0.0.${i % 60}`).check(SLOW, 'x'));
    const refusals: unknown[] = [];
    for (const check of checks) check.catch((error: unknown) => refusals.push(error));
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(refusals).toHaveLength(600 - 502);
  });
});
