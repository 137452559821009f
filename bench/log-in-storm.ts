/*
 * What a flood of guesses does to others: `node scripts/run.mjs bench/log-in-storm URL [rounds]`, against a product of its own that takes
 * `X-Forwarded-For` (`TRUST_PROXY=1 RATE_LIMIT_ADDRESS_PER_MINUTE=0 npm start`). In each round 200 log-ins come at once from 50 addresses;
 * `me` is asked all the time until the last is answered, and one person logs in from a device that they were seen on before.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { percentile } from './statistics';

const [URL_GIVEN = 'http://127.0.0.1:4000', ROUNDS = '5'] = process.argv.slice(2);
const [LOG_INS, ADDRESSES] = [200, 50];
const PASSWORD = 'a long bench password 1';
const KNOWN = { 'x-device-id': `device-${randomUUID()}`, 'x-forwarded-for': '203.0.113.7' };
const LOG_IN = `mutation ($input: LogInInput!) { logIn(input: $input) { tokens { accessToken } userErrors { code } } }`;
const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { userErrors { message } } }`;

/** @returns how long it took in ms, and what was answered */
async function post(query: string, input: object | null, headers: Record<string, string>) {
  const began = performance.now();
  const response = await fetch(`${URL_GIVEN}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables: input ? { input } : {} }),
  });
  const { data } = (await response.json()) as {
    data: { logIn?: { tokens: { accessToken: string } | null }; me?: object | null } | null;
  };
  return { ms: performance.now() - began, data };
}

async function round(
  count: number,
  email: string,
  me: () => Promise<number>,
): Promise<{ me: number[]; known: number }> {
  let open = LOG_INS;
  const guesses = Array.from({ length: LOG_INS }, (_, index) =>
    post(
      LOG_IN,
      { email: `nobody.${randomUUID()}@example.com`, password: PASSWORD },
      { 'x-forwarded-for': `198.18.${count}.${index % ADDRESSES}` },
    ).finally(() => (open -= 1)),
  );
  const known = post(LOG_IN, { email, password: PASSWORD }, KNOWN);
  const times: number[] = [];
  while (open > 0) times.push(await me());
  await Promise.all(guesses);
  const { ms, data } = await known;
  if (!data?.logIn?.tokens) throw new Error('The log-in of a known device was refused.');
  return { me: times, known: ms };
}

async function main(): Promise<void> {
  const email = `bench.${randomUUID()}@example.com`;
  const person = { email, password: PASSWORD, firstName: 'Ben', lastName: 'Chmark' };
  await post(REGISTER, person, KNOWN);
  const { data } = await post(LOG_IN, { email, password: PASSWORD }, KNOWN);
  const authorization = `Bearer ${data?.logIn?.tokens?.accessToken ?? ''}`;
  const me = async (): Promise<number> => {
    await pause(10);
    const { ms, data } = await post('{ me { id email } }', null, { authorization });
    if (!data?.me) throw new Error('`me` was refused.');
    return ms;
  };
  for (let times = 0; times < 100; times += 1) await me();
  process.stdout.write(
    '| Round | `me` asked | p50, ms | p99, ms | most, ms | log-in of a known device, ms |\n|' +
      `${' --- |'.repeat(6)}\n`,
  );
  for (let count = 1; count <= Number(ROUNDS); count += 1) {
    const { me: times, known } = await round(count, email, me);
    const figures = [percentile(times, 50), percentile(times, 99), Math.max(...times), known];
    process.stdout.write(
      `| ${count} | ${times.length} | ${figures.map((ms) => ms.toFixed(0)).join(' | ')} |\n`,
    );
  }
}

void main();
