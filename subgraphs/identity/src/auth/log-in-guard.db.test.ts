import { createMailer } from '../../../../service-kit/mail/mails';
import { createKeyRing } from '../../../../service-kit/auth/secrets';
import { newId } from '../../../../service-kit/data/ids';
import { createSubgraphServer } from '../../../../service-kit/subgraph/subgraph-server';
import { createExecutor } from '../../../../service-kit/subgraph/subgraph';
import { useIdentity } from '../../../../testkit/identity';
import type { SeededUser } from '../../../../testkit/seed';
import { factsFor } from '../../../../testkit/subgraph';
import { cleanSessions } from '../sessions/session-cleaning';
import { createIdentity } from '../subgraph';

const graph = useIdentity();
/** Fifty password checks of a busy machine. */
jest.setTimeout(300_000);

const LOG_IN = `mutation L($input: LogInInput!) { logIn(input: $input) { tokens { expiresAt } userErrors { code } } }`;
const LIMITED = 'RATE_LIMITED';
const WRONG = 'INVALID_CREDENTIALS';
const RIGHT = 'logged in';

interface Try {
  email: string;
  password?: string;
  ip?: string;
  deviceId?: string;
}

let run: ReturnType<typeof createExecutor>;
let identity: ReturnType<typeof createIdentity>;
beforeAll(() => {
  const { source, log, tokens } = graph.parts;
  const broadcast = {
    publish: async () => undefined,
    subscribe: async () => undefined,
    close: async () => undefined,
  };
  identity = createIdentity({
    source,
    log,
    keys: graph.keys,
    passwords: graph.passwords,
    mailer: createMailer(createKeyRing([['k1', Buffer.alloc(32, 1)]])),
    secrets: createKeyRing([['k1', Buffer.alloc(32, 1)]]),
    broadcast,
    verifier: tokens.verifier,
  });
  run = createExecutor(identity, log, 0);
});

let address = 0;
/** An address nobody used before. */
const freshIp = (): string => `198.51.${Math.floor((address += 1) / 250)}.${address % 250}`;

async function logIn({
  email,
  password = 'a wrong password',
  ip = freshIp(),
  deviceId,
}: Try): Promise<unknown> {
  const facts = { ...factsFor(null), ip, deviceId: deviceId ?? null };
  const { data, errors } = await run({ query: LOG_IN, variables: { input: { email, password } }, facts });
  const result = data?.['logIn'] as { userErrors: { code: string }[] } | undefined;
  return errors?.[0]?.extensions?.['code'] ?? result?.userErrors[0]?.code ?? RIGHT;
}
const times = <T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_value, index) => make(index)));
const inTurn = async (count: number, make: () => Promise<unknown>): Promise<unknown[]> => {
  const outcomes: unknown[] = [];
  for (let turn = 0; turn < count; turn += 1) outcomes.push(await make());
  return outcomes;
};
const tally = (outcomes: unknown[]) => outcomes.filter((outcome) => outcome === WRONG).length;
/** Lets time pass for all counters. */
const wait = (time: string) =>
  graph.sql(
    `UPDATE identity.log_in_attempts SET blocked_until = blocked_until - $1::interval, last_at = last_at - $1::interval`,
    [time],
  );

let owner: SeededUser;
beforeEach(async () => {
  await graph.sql('DELETE FROM identity.log_in_attempts');
  ({ owner } = await graph.seed());
});

it('lets five of fifty parallel guesses be checked, from as many addresses, whether the account exists or not', async () => {
  for (const email of [owner.email, `nobody.${newId()}@example.com`]) {
    expect(tally(await times(50, () => logIn({ email })))).toBe(5);
  }
});

it('counts each field: twenty aliases in several requests at once', async () => {
  const aliases = Array.from(
    { length: 20 },
    (_value, index) => `a${index}: logIn(input: $input) { userErrors { code } }`,
  );
  const query = `mutation L($input: LogInInput!) { ${aliases.join(' ')} }`;
  const variables = { input: { email: owner.email, password: 'a wrong password' } };
  const answers = await times(3, () => run({ query, variables, facts: factsFor(null) }));
  const checked = answers.flatMap(({ data, errors }) => (errors?.length ? [] : Object.values(data ?? {})));
  expect(checked).toHaveLength(0); // logIn is not null: one refused field takes the answer with it
  const [row] = await graph.sql<{ failures: number }>(
    'SELECT max(failures) AS failures FROM identity.log_in_attempts',
  );
  expect(row?.failures).toBe(5);
});

it('makes a guesser wait 1, 2, 4, 8, 15 and 15 minutes, and forgets after an hour', async () => {
  expect(await inTurn(6, () => logIn({ email: owner.email }))).toEqual([...Array(5).fill(WRONG), LIMITED]);
  for (const minutes of [1, 2, 4, 8, 15, 15]) {
    await wait(`${minutes} minutes -10 seconds`);
    expect(await logIn({ email: owner.email })).toBe(LIMITED);
    await wait('10 seconds');
    expect(tally(await times(5, () => logIn({ email: owner.email })))).toBe(1);
  }
  await wait('61 minutes');
  expect(tally(await times(8, () => logIn({ email: owner.email })))).toBe(5);
});

it("counts in the database's time: a process whose clock is wrong opens nothing", async () => {
  await inTurn(5, () => logIn({ email: owner.email }));
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
  expect(await logIn({ email: owner.email }).finally(() => clock.mockRestore())).toBe(LIMITED);
});

it('tells when to come back', async () => {
  await inTurn(5, () => logIn({ email: owner.email }));
  const { errors } = await run({
    query: LOG_IN,
    variables: { input: { email: owner.email, password: owner.password } },
    facts: { ...factsFor(null), ip: freshIp() },
  });
  const retryAfterMs = errors?.[0]?.extensions?.['retryAfterMs'] as number;
  expect(retryAfterMs).toBeGreaterThan(0);
  expect(retryAfterMs).toBeLessThanOrEqual(60_000);
});

it.each([
  ['by the id of the device, from any address', { deviceId: 'a-device-id-of-an-app' }, true],
  ['by the address', {}, false],
])('never locks the owner out who was here before, known %s', async (_how, device, moves) => {
  const ip = freshIp();
  const right = { email: owner.email, password: owner.password, ...device };
  expect(await logIn({ ...right, ip })).toBe(RIGHT);
  await times(20, () => logIn({ email: owner.email }));
  expect(await logIn({ email: owner.email, password: owner.password })).toBe(LIMITED);
  expect(await logIn({ ...right, ip: moves ? freshIp() : ip })).toBe(RIGHT);
});

it('counts a known device, too: it may be stolen', async () => {
  const here = { email: owner.email, ip: freshIp(), deviceId: 'a-device-id-of-an-app' };
  expect(await logIn({ ...here, password: owner.password })).toBe(RIGHT);
  expect(tally(await times(20, () => logIn(here)))).toBe(5);
});

it('does not take a short device id for a known device', async () => {
  const ip = freshIp();
  expect(await logIn({ email: owner.email, password: owner.password, ip, deviceId: '1' })).toBe(RIGHT);
  await times(10, () => logIn({ email: owner.email }));
  expect(await logIn({ email: owner.email, password: owner.password, deviceId: '1' })).toBe(LIMITED);
});

it('forgets failures at a success', async () => {
  const ip = freshIp();
  for (let round = 0; round < 3; round += 1) {
    expect(await inTurn(4, () => logIn({ email: owner.email, ip }))).toEqual(Array(4).fill(WRONG));
    expect(await logIn({ email: owner.email, password: owner.password, ip })).toBe(RIGHT);
  }
});

it('lets fifty guesses of one address be checked, at as many accounts, an IPv6 network counting as one', async () => {
  const outcomes: unknown[] = [];
  // Ten at a time: more of one address than that wait for the hasher, and some would be refused there.
  for (let batch = 0; batch < 6; batch += 1) {
    const answers = times(10, (index) =>
      logIn({ email: `person.${newId()}@example.com`, ip: `2001:db8:7:7::${batch}${index}` }),
    );
    outcomes.push(...(await answers));
  }
  expect(tally(outcomes)).toBe(50);
  expect(await logIn({ email: owner.email, password: owner.password, ip: '2001:db8:7:7::99' })).toBe(LIMITED);
  expect(await logIn({ email: owner.email, password: owner.password })).toBe(RIGHT);
});

it('counts the failures of an address for an hour', async () => {
  const ip = freshIp();
  for (let batch = 0; batch < 7; batch += 1)
    await times(7, (index) => logIn({ email: `nobody.${batch}${index}.${ip}@example.com`, ip }));
  await wait('50 minutes');
  expect(await logIn({ email: `one.${ip}@example.com`, ip })).toBe(WRONG);
  expect(await logIn({ email: `two.${ip}@example.com`, ip })).toBe('RATE_LIMITED');
});

it("counts at the subgraph's own port as anywhere else", async () => {
  const server = await createSubgraphServer(identity, graph.parts.log);
  const payload = {
    query: LOG_IN,
    variables: { input: { email: owner.email, password: 'a wrong password' } },
  };
  const answers = await times(12, () => server.inject({ method: 'POST', url: '/graphql', payload }));
  await server.close();
  const codes = answers.map((answer) => answer.json().errors?.[0]?.extensions.code ?? WRONG);
  expect(tally(codes)).toBe(5);
});

it('lets twenty right log-ins of one account in at once, one after another', async () => {
  const ip = freshIp();
  const outcomes = await times(20, () => logIn({ email: owner.email, password: owner.password, ip }));
  expect(new Set(outcomes)).toEqual(new Set([RIGHT]));
  // The first success makes the device a known one, which is counted elsewhere.
  expect(await graph.sql('SELECT 1 FROM identity.log_in_attempts WHERE pending > 0')).toEqual([]);
});

it('gives a place back that a crashed process held, and forgets by and by', async () => {
  await times(5, () =>
    graph.parts.source.query(
      'SELECT * FROM identity.begin_log_in(sha256($1), sha256($1), sha256($1), 5, 50)',
      ['somebody'],
    ),
  );
  const again = async () => {
    const [row] = (await graph.parts.source.query(
      'SELECT wait_ms FROM identity.begin_log_in(sha256($1), sha256($1), sha256($1), 5, 50)',
      ['somebody'],
    )) as { wait_ms: number }[];
    return row?.wait_ms;
  };
  expect(await again()).toBe(-1);
  await graph.sql(`UPDATE identity.log_in_attempts SET pending_until = now() - interval '1 second'`);
  expect(await again()).toBe(0);
  // A flood with invented accounts leaves more than one round takes.
  await graph.sql(
    `INSERT INTO identity.log_in_attempts (key) SELECT sha256(n::text::bytea) FROM generate_series(1, 1200) n`,
  );
  await wait('25 hours');
  await cleanSessions(graph.parts.source);
  expect(await graph.sql('SELECT 1 FROM identity.log_in_attempts')).toHaveLength(0);
});
