import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { createGateway, type Gateway } from '../gateway/src/gateway';
import type { SubgraphTransport } from '../gateway/src/sources/transports';
import { loadSupergraph } from '../gateway/src/supergraph/supergraph';
import { newId } from '../service-kit/data/ids';
import { silentLogger } from '../service-kit/process/logger';
import { projectRoot } from '../service-kit/process/paths';
import { createExecutor } from '../service-kit/subgraph/subgraph';
import { createStreamer } from '../service-kit/subgraph/subgraph-stream';
import { createSubgraphServer } from '../service-kit/subgraph/subgraph-server';
import { createMailer } from '../service-kit/mail/mails';
import { createIdentity } from '../subgraphs/identity/src/subgraph';
import { useIdentity } from '../testkit/identity';
import { MAIL_KEYS } from '../testkit/mail-keys';
import { openRates } from '../testkit/open-rates';
import { nextOf } from '../testkit/streams';
import { socketClient } from '../testkit/subscription-clients';
import { NO_RATES } from '../testkit/tiny-gateway';

/* Guesses that come through the gateway in bulk: each execution of the field is counted, whatever brought it. */

const graph = useIdentity();
jest.setTimeout(300_000);

const LOG_IN = `mutation L($input: LogInInput!) { logIn(input: $input) { userErrors { code } } }`;
const WRONG = 'INVALID_CREDENTIALS';
const LIMITED = 'RATE_LIMITED';
/** By account, and by address in an hour. */
const [PER_ACCOUNT, PER_ADDRESS] = [5, 50];
const MANY = 400;

describe.each(['in-process', 'http'] as const)('subgraphs %s', (kind) => {
  let gateway: Gateway;
  let server: FastifyInstance | undefined;
  let url: string;

  beforeAll(async () => {
    const { source, log, tokens } = graph.parts;
    const broadcast = {
      publish: async () => undefined,
      subscribe: async () => undefined,
      close: async () => undefined,
    };
    const identity = createIdentity({
      ...{ source, log, broadcast, keys: graph.keys, passwords: graph.passwords, rates: openRates() },
      ...{ mailer: createMailer(MAIL_KEYS), secrets: MAIL_KEYS, verifier: tokens.verifier },
    });
    let transport: SubgraphTransport = {
      kind: 'in-process',
      execute: createExecutor(identity, log),
      subscribe: createStreamer(identity, log),
    };
    if (kind === 'http') {
      server = await createSubgraphServer(identity, log);
      transport = { kind, url: `${await server.listen({ port: 0, host: '127.0.0.1' })}/graphql` };
    }
    const sdl = readFileSync(join(projectRoot, 'schema/supergraph.graphql'), 'utf8');
    gateway = await createGateway({
      supergraph: loadSupergraph(sdl, 'schema/supergraph.graphql'),
      transports: { identity: transport },
      verifier: tokens.verifier,
      log: silentLogger(),
      environment: 'production',
      stopTimeoutMs: 1_000,
      // What an operator may have raised: the limit that counts is the guard's own.
      limits: { rates: NO_RATES, document: { rootFields: 1_000, aliases: 1_000 }, cost: { max: 1_000_000 } },
    });
    url = await gateway.app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(async () => {
    await gateway.close();
    await server?.close();
  });
  beforeEach(() => graph.sql('DELETE FROM identity.log_in_attempts'));

  /** The most failures that any account or address has. */
  const mostFailures = async () => {
    const [row] = await graph.sql<{ failures: number }>(
      'SELECT max(failures) AS failures FROM identity.log_in_attempts',
    );
    return row?.failures;
  };
  /** Sends wrong log-ins as operations on one socket, some at once. @returns how often each answer came */
  async function guessOnOneSocket(emailOf: () => string, atOnce: number): Promise<Record<string, number>> {
    let sockets = 0;
    const client = socketClient(url, null, { lazy: false, on: { opened: () => (sockets += 1) } });
    const guess = async (): Promise<string> => {
      const input = { email: emailOf(), password: 'a wrong password' };
      try {
        const { data, errors } = await nextOf(client.subscribe(LOG_IN, { input }));
        return String(errors?.[0]?.extensions?.['code'] ?? data.logIn.userErrors[0].code);
      } catch (refused) {
        return String((refused as { extensions?: { code?: string } }[])[0]?.extensions?.code ?? refused);
      }
    };
    const counts: Record<string, number> = {};
    try {
      for (let sent = 0; sent < MANY; sent += atOnce) {
        for (const answer of await Promise.all(Array.from({ length: atOnce }, guess)))
          counts[answer] = (counts[answer] ?? 0) + 1;
      }
      expect(sockets).toBe(1);
      return counts;
    } finally {
      client.dispose();
    }
  }

  it('counts each of 400 wrong log-ins of an account on one socket', async () => {
    const { owner } = await graph.seed();
    expect(await guessOnOneSocket(() => owner.email, 40)).toEqual({
      [WRONG]: PER_ACCOUNT,
      [LIMITED]: MANY - PER_ACCOUNT,
    });
    expect(await mostFailures()).toBe(PER_ACCOUNT);
  });

  it('counts each of 400 log-ins at as many accounts on one socket', async () => {
    // Ten at a time, as more of one address wait for the hasher, and are refused there.
    expect(await guessOnOneSocket(() => `person.${newId()}@example.com`, 10)).toEqual({
      [WRONG]: PER_ADDRESS,
      [LIMITED]: MANY - PER_ADDRESS,
    });
  });

  it('counts each of 50 aliases where more are let through than by default', async () => {
    const { owner } = await graph.seed();
    const fields = Array.from(
      { length: 50 },
      (_one, index) => `a${index}: logIn(input: $input) { userErrors { code } }`,
    );
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `mutation ($input: LogInInput!) { ${fields.join(' ')} }`,
        variables: { input: { email: owner.email, password: 'a wrong password' } },
      }),
    });
    const { data, errors } = (await response.json()) as {
      data: unknown;
      errors: { path: [string]; extensions: { code: string } }[];
    };
    expect(data).toBeNull(); // logIn is not null: one refused field takes the answer with it
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set([LIMITED]));
    expect(errors[0]?.path).toEqual([`a${PER_ACCOUNT}`]);
    expect(await mostFailures()).toBe(PER_ACCOUNT);
  });
});
