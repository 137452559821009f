import type { DataSource } from 'typeorm';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { allCodes, must, post } from '../testkit/client';
import { logIn, openCompany, type Company } from '../testkit/company';
import { MODES, useProduct } from '../testkit/product';

const REFRESH = `mutation ($input: RefreshTokensInput!) {
  refreshTokens(input: $input) { tokens { accessToken refreshToken } userErrors { code message } }
}`;
const LOG_OUT = 'mutation { logOut { userErrors { code message } } }';
const ME = '{ me { email organization { name } role { key } permissions session { id } } }';

describe.each(MODES)('sessions over the public endpoint, in %s', (mode) => {
  const product = useProduct(mode);
  let identity: DataSource;
  let company: Company;
  const ask = (token: string | null, query: string, input?: object) =>
    post(`${product.url}/graphql`, token, query, input ? { input } : {});

  beforeAll(async () => {
    identity = await connectIdentity(await product.database.urlFor('identity'));
    company = await openCompany(product.url, identity);
  }, 60_000);
  afterAll(() => identity?.destroy());

  it('tells who is logged in, from real data', async () => {
    const { me } = await must(ask(company.tokens.estimator, ME));
    expect(me).toMatchObject({
      email: company.estimator.email,
      organization: { name: company.org.name },
      role: { key: 'estimator' },
      session: { id: expect.any(String) },
    });
    expect(me.permissions).toContain('estimates:write');
    expect(me.permissions).not.toContain('crm:connect');
  });

  it('gives 50 concurrent refreshes of one token the same single pair, and the session lives on', async () => {
    const { refreshToken } = await logIn(product.url, company.manager);
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(null, REFRESH, { refreshToken })));
    const pairs = new Set(
      answers.map((answer) => JSON.stringify(answer.data?.refreshTokens?.tokens ?? answer.text)),
    );
    expect(pairs.size).toBe(1);
    const next = answers[0]?.data.refreshTokens.tokens;
    expect((await must(ask(next.accessToken, ME))).me.email).toBe(company.manager.email);
    expect(
      (await must(ask(null, REFRESH, { refreshToken: next.refreshToken }))).refreshTokens.tokens,
    ).toBeTruthy();
  });

  it('ends the session when a spent refresh token comes back after its successor was used', async () => {
    const first = await logIn(product.url, company.viewer);
    const second = (await must(ask(null, REFRESH, { refreshToken: first.refreshToken }))).refreshTokens
      .tokens;
    const third = (await must(ask(null, REFRESH, { refreshToken: second.refreshToken }))).refreshTokens
      .tokens;
    expect(allCodes(await ask(null, REFRESH, { refreshToken: first.refreshToken }))).toEqual([
      'UNAUTHENTICATED',
    ]);
    await sleep(1_000);
    expect((await ask(third.accessToken, ME)).status).toBe(401);
    expect(allCodes(await ask(null, REFRESH, { refreshToken: third.refreshToken }))).toEqual([
      'UNAUTHENTICATED',
    ]);
  });

  it('refuses an ended session in every process within a second', async () => {
    const { accessToken, refreshToken } = await logIn(product.url, company.admin);
    await must(ask(accessToken, LOG_OUT));
    await sleep(1_000);
    const gateway = await ask(accessToken, ME);
    expect([gateway.status, ...allCodes(gateway)]).toEqual([401, 'UNAUTHENTICATED']);
    for (const [name, url] of Object.entries(product.subgraphUrls)) {
      const answer = await post(`${url}/graphql`, accessToken, '{ __typename }');
      expect([name, ...allCodes(answer)]).toEqual([name, 'UNAUTHENTICATED']);
    }
    expect(allCodes(await ask(null, REFRESH, { refreshToken }))).toEqual(['UNAUTHENTICATED']);
  });

  it('takes an API key in every way, names it as the author, and refuses it everywhere once it is revoked', async () => {
    const { createApiKey } = await must(
      ask(
        company.tokens.owner,
        `mutation ($input: CreateApiKeyInput!) {
          createApiKey(input: $input) { apiKey { id } secret userErrors { code message } }
        }`,
        {
          name: 'Bridge',
          scopes: ['organization:read', 'projects:read', 'projects:write', 'users:read', 'crm:read'],
        },
      ),
    );
    const { secret, apiKey } = createApiKey;
    const project = await must(
      ask(
        secret,
        `mutation ($input: CreateProjectInput!) {
          createProject(input: $input) { project { id author { id kind displayName } } userErrors { code message } }
        }`,
        { name: 'Made by a program' },
      ),
    );
    expect(project.createProject.project.author).toEqual({
      id: apiKey.id,
      kind: 'API_KEY',
      displayName: 'Bridge',
    });
    const byHeader = await fetch(`${product.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': secret },
      body: JSON.stringify({ query: '{ organization { name } }' }),
    });
    expect(await byHeader.json()).toMatchObject({ data: { organization: { name: company.org.name } } });
    const { access_token: token } = (await (
      await fetch(`${product.url}/oauth/token`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${secret.slice(8, 24)}:${secret}`).toString('base64')}`,
        },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      })
    ).json()) as { access_token: string };
    const codesBy = async () => {
      const atGateway = allCodes(await ask(token, '{ organization { name } }'));
      const apart = Object.values(product.subgraphUrls).map((url) =>
        post(`${url}/graphql`, token, '{ __typename }'),
      );
      return [atGateway, ...(await Promise.all(apart)).map(allCodes)];
    };
    const before = await codesBy();
    expect(before).toEqual(before.map(() => []));
    expect(allCodes(await ask(secret, ME))).toEqual(['FORBIDDEN']);
    await must(
      ask(
        company.tokens.owner,
        'mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { userErrors { code message } } }',
        { id: apiKey.id },
      ),
    );
    await sleep(1_000);
    expect(await codesBy()).toEqual(before.map(() => ['UNAUTHENTICATED']));
    const refused = await ask(secret, '{ organization { name } }');
    expect([refused.status, refused.errors[0]?.message]).toEqual([401, 'This API key was revoked.']);
  });

  it('publishes the keys that verify its tokens', async () => {
    const response = await fetch(`${product.url}/.well-known/jwks.json`);
    const { keys } = (await response.json()) as { keys: { kid: string; d?: string }[] };
    const header = JSON.parse(
      Buffer.from(company.tokens.owner.split('.')[0] ?? '', 'base64url').toString(),
    ) as { kid: string };
    expect(keys.map(({ kid }) => kid)).toContain(header.kid);
    expect(keys.every(({ d }) => d === undefined)).toBe(true);
  });
});
