import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import jwt from 'jsonwebtoken';
import { foreignTokens, isForeignKey } from '../service-kit/auth/foreign-tokens';
import { remoteKeys } from '../service-kit/auth/jwks';
import { silentLogger } from '../service-kit/process/logger';
import { createSubgraphServer } from '../service-kit/subgraph/subgraph-server';
import { createTokenVerifier } from '../service-kit/auth/viewer';
import { runMainFile, type Started } from '../testkit/npm-start';
import { freePort } from '../testkit/ports';
import { createTinyGraph, tinySupergraph } from '../testkit/tiny-graph';

/*
 * `JWKS_URL`: a gateway process in front of a graph that isn't ours takes the tokens of another issuer, whose keys are
 * published over HTTP, and so do the subgraphs, each for itself.
 */

const START_MS = 90_000;
const ISSUER = 'https://issuer.example';
const AUDIENCE = 'api';

interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly published: object;
}

function signingKey(kid: string): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { kid, privateKey, published: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' } };
}

const [first, second, unpublished] = [signingKey('first'), signingKey('second'), signingKey('first')];

function sign(claims: object, key = first, options: jwt.SignOptions = {}): string {
  const usual = {
    algorithm: 'RS256',
    keyid: key.kid,
    issuer: ISSUER,
    audience: AUDIENCE,
    expiresIn: 600,
  } as const;
  return jwt.sign({ sub: 'someone', ...claims }, key.privateKey, { ...usual, ...options });
}

describe('a gateway that takes the tokens of another issuer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jwks-url-'));
  const closing: (() => Promise<unknown>)[] = [];
  let published: { status: number; keys: object[] };
  let gateway: Started;
  let url: string;

  beforeAll(async () => {
    published = { status: 503, keys: [] };
    const jwks = await serveKeys();
    const verifier = createTokenVerifier({
      keys: remoteKeys(jwks, isForeignKey),
      isRevoked: () => false,
      rules: foreignTokens({ issuer: ISSUER, audience: AUDIENCE }),
    });
    const graph = createTinyGraph(verifier);
    const [crm, estimates] = await Promise.all(
      [graph.crm, graph.estimates].map(async (subgraph) => {
        const server: FastifyInstance = await createSubgraphServer(subgraph, silentLogger());
        closing.push(() => server.close());
        return `${await server.listen({ port: 0, host: '127.0.0.1' })}/graphql`;
      }),
    );
    const file = join(folder, 'supergraph.graphql');
    writeFileSync(file, tinySupergraph({ crm: crm as string, estimates: estimates as string }));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    gateway = runMainFile(
      'main/gateway',
      { HOST: '127.0.0.1', JWKS_URL: jwks, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE },
      ['--supergraph', file, '--port', String(port)],
    );
    for (const deadline = Date.now() + START_MS; ; await sleep(100)) {
      if (gateway.child.exitCode !== null || Date.now() > deadline) throw new Error(gateway.words());
      const response = await fetch(`${url}/health`).catch(() => null);
      await response?.arrayBuffer();
      if (response?.ok) break;
    }
  }, START_MS + 10_000);
  afterAll(async () => {
    gateway.child.kill('SIGTERM');
    await gateway.ended;
    for (const close of closing) await close();
    rmSync(folder, { recursive: true });
  });

  async function serveKeys(): Promise<string> {
    const server: Server = createServer((_request, response) => {
      response.writeHead(published.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys: published.keys }));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  }

  async function ask(query: string, token: string | null) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ query }),
    });
    const { data, errors = [] } = (await response.json()) as {
      data?: unknown;
      errors?: { extensions?: { code?: string } }[];
    };
    return { status: response.status, data, codes: errors.map(({ extensions }) => extensions?.code) };
  }

  it('serves everybody else while the keys can not be had, and says that it is not the token’s fault', async () => {
    expect(await ask('{ echo(amount: "1") }', null)).toMatchObject({ status: 200, data: { echo: '1' } });
    expect(await ask('{ leads { id } }', sign({}))).toMatchObject({
      status: 503,
      codes: ['SERVICE_UNAVAILABLE'],
    });
  });

  it('takes tokens as soon as the keys can be had, and carries them to the subgraphs', async () => {
    published = { status: 200, keys: [first.published] };
    const answer = await ask('{ caller { userId } leads { estimates { id } } }', sign({ sub: 'auth0|7' }));
    expect(answer).toMatchObject({ status: 200, codes: [], data: { caller: { userId: 'auth0|7' } } });
    expect((answer.data as { leads: unknown[] }).leads).toHaveLength(3);
  });

  it('lets a caller see what the claims permit', async () => {
    const query = '{ secrets }';
    expect(await ask(query, sign({ scope: 'crm:read roles:write' }))).toMatchObject({
      data: { secrets: ['none'] },
      codes: [],
    });
    expect(await ask(query, sign({ scope: 'crm:read' }))).toMatchObject({
      data: { secrets: null },
      codes: ['FORBIDDEN'],
    });
    expect((await ask(query, null)).data).toEqual({ secrets: null });
  });

  it.each([
    ['of another issuer', () => sign({}, first, { issuer: 'https://evil.example' })],
    ['for another audience', () => sign({}, first, { audience: 'other' })],
    ['that has expired', () => sign({}, first, { expiresIn: -120 })],
    ['signed by another key of the same name', () => sign({}, unpublished)],
    ['of a key that is not published', () => sign({}, second)],
  ])('refuses a token %s', async (_what, token) => {
    expect(await ask('{ leads { id } }', token())).toMatchObject({ status: 401, codes: ['UNAUTHENTICATED'] });
  });

  it('takes tokens of a new key without a restart, and those of the former one while it is published', async () => {
    published = { status: 200, keys: [second.published, first.published] };
    for (const key of [second, first]) {
      expect(await ask('{ leads { id } }', sign({}, key))).toMatchObject({ status: 200, codes: [] });
    }
  });

  it('goes on taking tokens of known keys while the keys can not be had', async () => {
    published = { status: 503, keys: [] };
    expect(await ask('{ leads { id } }', sign({}, second))).toMatchObject({ status: 200, codes: [] });
  });
});
