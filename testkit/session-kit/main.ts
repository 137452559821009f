/* `npm run session-kit -- URL`: shows that a server's sessions can't be lost, and can't be stolen (docs/session-kit.md). */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { logIn, type Ask } from './client';
import { isConformant, runSessionKit } from './run';

const USAGE = `npm run session-kit -- URL [--schedules 1000] [--seed N] [--concurrency 8] [--quick]
  [--email a@b.example --password …]   an account of yours; one is registered unless given
  --quick leaves out the row that takes half a minute
The server must let so many requests through: RATE_LIMIT_ADDRESS_PER_MINUTE=0, and RATE_LIMIT_USER_PER_HOUR=0.
`;

function graphqlAt(url: string): Ask {
  return async (query, variables, token) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-device-id': 'session-kit-0123456789',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify({ query, variables }),
    });
    if (response.status === 429)
      throw new Error('The server counts requests: raise its limits for this run.\n' + USAGE);
    const body = (await response.json()) as Partial<Awaited<ReturnType<Ask>>>;
    return { data: body.data ?? null, errors: body.errors ?? [] };
  };
}

async function register(ask: Ask): Promise<{ email: string; password: string }> {
  const tag = randomBytes(6).toString('hex');
  const account = { email: `session-kit-${tag}@example.com`, password: `a kit of sessions ${tag}` };
  const input = { ...account, firstName: 'Session', lastName: 'Kit' };
  const query = `mutation SessionKitRegister($input: RegisterInput!) { register(input: $input) { userErrors { code message } } }`;
  const { data, errors } = await ask(query, { input }, null);
  const { userErrors = [] } = (data?.['register'] ?? {}) as { userErrors?: unknown[] };
  if (!data || userErrors.length > 0)
    throw new Error(`No account: ${JSON.stringify([...errors, ...userErrors])}`);
  return account;
}

async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      schedules: { type: 'string', default: '1000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      concurrency: { type: 'string', default: '8' },
      quick: { type: 'boolean', default: false },
      email: { type: 'string' },
      password: { type: 'string' },
    },
  });
  const [given] = positionals;
  if (!given || !URL.canParse(given)) throw new Error(USAGE);
  const url = new URL(given);
  if (url.pathname === '/') url.pathname = '/graphql';
  const ask = graphqlAt(url.href);
  const { email, password } = values;
  const account = email && password ? { email, password } : await register(ask);
  const report = await runSessionKit(
    { ask, logIn: () => logIn(ask, account), seesRevocations: true },
    {
      schedules: Number(values.schedules),
      seed: Number(values.seed),
      concurrency: Number(values.concurrency),
      withSlow: !values.quick,
    },
  );
  const say = (line: string) => process.stdout.write(`${line}\n`);
  for (const { row, expected, got } of report.rows)
    say(`${expected === got ? 'ok  ' : 'FAIL'} ${row}: ${got}`);
  const left = report.failures.length;
  say(
    `${left === 0 ? 'ok  ' : 'FAIL'} ${report.clients} lives of a client, ${report.thieves} thefts, seed ${values.seed}: ${left} failed`,
  );
  for (const failure of report.failures.slice(0, 20)) say(`     ${failure}`);
  return isConformant(report);
}

main().then(
  (isGood) => {
    process.exitCode = isGood ? 0 : 1;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);
