import { hash } from '@node-rs/argon2';
import { hash as bcryptHash } from '@node-rs/bcrypt';
import { createPasswords } from './passwords';

const PASSWORD = 'seven quiet lanterns';
const FITS = { fits: true, newHash: null, isTruncated: false };
const TODAYS = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;

it('hashes with Argon2id, 19 MiB, two passes, one lane, and a new salt each time', async () => {
  const passwords = createPasswords();
  const [one, two] = await Promise.all([passwords.hash(PASSWORD), passwords.hash(PASSWORD)]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
  expect(await passwords.check(one, PASSWORD)).toEqual(FITS);
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

describe('composed and decomposed letters (decision 0021)', () => {
  const [composed, decomposed] = ['caf\u00e9 in the harbour', 'cafe\u0301 in the harbour'];

  it.each([
    ['composed', composed, composed],
    ['composed', composed, decomposed],
    ['decomposed', decomposed, composed],
    ['decomposed', decomposed, decomposed],
  ])('are one password, stored %s, whatever the keyboard sends', async (_how, stored, sent) => {
    const passwords = createPasswords();
    expect(await passwords.check(await passwords.hash(stored), sent)).toEqual(FITS);
  });

  it('are made one where the hash is older than the rule: as received first', async () => {
    const passwords = createPasswords();
    const old = await hash(decomposed, { memoryCost: 19_456, timeCost: 2 });
    const { fits, newHash } = await passwords.check(old, decomposed);
    expect(fits).toBe(true);
    expect(await passwords.check(newHash, composed)).toEqual(FITS);
  });

  it('cost the same work whether somebody has the address or not', async () => {
    const passwords = createPasswords();
    const known = await passwords.hash(PASSWORD);
    for (const stored of [known, null]) {
      const before = passwords.computations;
      await passwords.check(stored, decomposed);
      expect(passwords.computations - before).toBe(2);
    }
  });
});

it.each([
  ['less memory', { memoryCost: 8_192, timeCost: 2 }],
  ['fewer passes', { memoryCost: 19_456, timeCost: 1 }],
  ['another variant', { memoryCost: 19_456, timeCost: 2, algorithm: 1 }],
])('calls a hash weak that was made with %s', async (_what, options) => {
  const weak = await hash(PASSWORD, options);
  expect(await createPasswords().check(weak, PASSWORD)).toEqual({
    ...FITS,
    newHash: expect.stringMatching(TODAYS),
  });
});

it('does not call a stronger hash weak', async () => {
  const strong = await hash(PASSWORD, { memoryCost: 32_768, timeCost: 3 });
  expect(await createPasswords().check(strong, PASSWORD)).toEqual(FITS);
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
    expect(await passwords.check(bcrypt, PASSWORD)).toEqual({
      ...FITS,
      newHash: expect.stringMatching(TODAYS),
    });
    expect((await passwords.check(bcrypt, 'wrong')).fits).toBe(false);
    expect(asked).toEqual([
      [bcrypt, PASSWORD],
      [bcrypt, 'wrong'],
    ]);
  });

  it('are checked by bcrypt', async () => {
    const passwords = createPasswords();
    expect(await passwords.check(bcrypt, 'abc123xyz')).toEqual({
      ...FITS,
      newHash: expect.stringMatching(TODAYS),
    });
    expect((await passwords.check(bcrypt, 'abc123xyZ')).fits).toBe(false);
    expect(passwords.computations).toBe(3); // two checks and a better hash
  });

  it('of more than 72 bytes are checked as the old system did, and not stored anew: the rest may be wrong', async () => {
    const passwords = createPasswords();
    const long = `${'seven quiet lanterns '.repeat(4)}!`.slice(0, 74);
    const stored = await bcryptHash(long, 4);
    const truncated = { fits: true, newHash: null, isTruncated: true };
    expect(await passwords.check(stored, long)).toEqual(truncated);
    expect(await passwords.check(stored, `${long.slice(0, 72)}zz`)).toEqual(truncated);
    expect((await passwords.check(stored, `z${long.slice(1)}`)).fits).toBe(false);
  });
});

it.each([
  '',
  '!',
  '*',
  'x',
  '$2b$12$short',
  '$argon2id$v=19$nonsense',
  '$1$md5$hash',
  '$argon2id$v=19$m=19456,t=2,p=1$a$b',
])('answers %j, which no password has, as a wrong password, after the same work', async (stored) => {
  const passwords = createPasswords();
  expect(await passwords.check(stored, PASSWORD)).toEqual({ fits: false, newHash: null, isTruncated: false });
  expect(passwords.computations).toBe(1);
});

describe('with hashes of an old system about', () => {
  /** A clock that moves when a check works or waits; bcrypt takes 300 ms of it. */
  function paced() {
    let at = 0;
    const waited: number[] = [];
    const clock = {
      now: () => at,
      wait: async (ms: number) => {
        waited.push(ms);
        at += ms;
      },
    };
    const legacyVerify = async (_hash: string, password: string) => {
      at += password === 'quick' ? 250 : 300;
      return false;
    };
    const passwords = createPasswords({ clock, legacyVerify });
    const timeOf = async (stored: string | null, password = PASSWORD) => {
      const [before, computed] = [at, passwords.computations];
      await passwords.check(stored, password, 12);
      return [at - before, passwords.computations - computed];
    };
    return { timeOf, waited };
  }
  const bcrypt = '$2a$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW';

  it('every check takes as long as the slowest of the latest, by waiting, not by computing twice', async () => {
    const { timeOf, waited } = paced();
    await timeOf(null); // measures
    const known = await createPasswords().hash('something else');
    expect(await timeOf(bcrypt)).toEqual([375, 1]);
    expect(await timeOf(bcrypt, 'quick')).toEqual([375, 1]);
    expect(await timeOf(null)).toEqual([375, 1]);
    expect(await timeOf(known)).toEqual([375, 1]);
    expect(await timeOf('!')).toEqual([375, 1]);
    expect(waited.slice(1)).toEqual([75, 125, 375, 375, 375]);
  });

  it('nothing waits where there is none', async () => {
    const wait = jest.fn();
    const passwords = createPasswords({ clock: { now: () => 0, wait } });
    await passwords.check(null, PASSWORD, null);
    expect(wait).not.toHaveBeenCalled();
  });
});

describe('a storm of log-ins', () => {
  const SLOW = '$2b$12$anything';
  /** Checks that end when told, in the order they were begun. */
  async function storm(concurrent: number) {
    const begun: { who: string; end: () => void }[] = [];
    const passwords = createPasswords({
      concurrent,
      legacyVerify: (_hash, who) =>
        new Promise((resolve) => {
          begun.push({ who, end: () => resolve(false) });
        }),
    });
    const settled = () =>
      new Promise((resolve) => {
        setImmediate(resolve);
      });
    await passwords.check(null, 'first'); // what unknown people are checked against is made by then
    return { passwords, begun, settled };
  }

  it('runs no more at once than allowed, one fewer of one address, and refuses when twenty of it wait', async () => {
    const { passwords, begun, settled } = await storm(3);
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
    const { passwords, begun, settled } = await storm(1);
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

  it('gives known devices every second turn, however many addresses and checks wait', async () => {
    const { passwords, begun, settled } = await storm(1);
    for (let i = 0; i < 600; i += 1)
      void passwords
        .from(`10.0.0.${i % 60}`)
        .check(SLOW, 'flood')
        .catch(() => undefined);
    for (const who of ['owner', 'other owner', 'again'])
      void passwords.from(`10.0.1.${who.length}`).ofKnownDevice.check(SLOW, who);
    for (let at = 0; at < 6; at += 1) {
      await settled();
      begun[at]?.end();
    }
    await settled();
    expect(begun.slice(0, 6).map(({ who }) => who)).toEqual([
      'flood',
      'owner',
      'flood',
      'other owner',
      'flood',
      'again',
    ]);
  });

  it('refuses when hundreds wait, from however many addresses', async () => {
    const { passwords } = await storm(2);
    const checks = Array.from({ length: 600 }, (_, i) => passwords.from(`10.0.0.${i % 60}`).check(SLOW, 'x'));
    const refusals: unknown[] = [];
    for (const check of checks) check.catch((error: unknown) => refusals.push(error));
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(refusals).toHaveLength(600 - 502);
  });
});
