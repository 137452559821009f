import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  getNamedType,
  isInputObjectType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLInputType,
} from 'graphql';
import type { DataSource } from 'typeorm';
import { projectRoot } from '../service-kit/process/paths';
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
  });
  afterAll(() => identity?.destroy());

  /** A process learns of an end a moment later; how soon is no matter of a busy machine. */
  async function untilRefused(once: () => ReturnType<typeof post>): ReturnType<typeof post> {
    for (;;) {
      const answer = await once();
      if (answer.errors.length > 0) return answer;
      await sleep(20);
    }
  }

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
    while ((await ask(third.accessToken, ME)).status !== 401) await sleep(20);
    expect(allCodes(await ask(null, REFRESH, { refreshToken: third.refreshToken }))).toEqual([
      'UNAUTHENTICATED',
    ]);
  });

  it('refuses an ended session in every process, though its token is good for minutes', async () => {
    const { accessToken, refreshToken } = await logIn(product.url, company.admin);
    await must(ask(accessToken, LOG_OUT));
    const gateway = await untilRefused(() => ask(accessToken, ME));
    expect([gateway.status, ...allCodes(gateway)]).toEqual([401, 'UNAUTHENTICATED']);
    for (const [name, url] of Object.entries(product.subgraphUrls)) {
      const answer = await untilRefused(() => post(`${url}/graphql`, accessToken, '{ __typename }'));
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
    while ((await codesBy()).some((told) => told.length === 0)) await sleep(20);
    expect(await codesBy()).toEqual(before.map(() => ['UNAUTHENTICATED']));
    const refused = await ask(secret, '{ organization { name } }');
    expect([refused.status, refused.errors[0]?.message]).toEqual([401, 'This API key was revoked.']);
  });

  it('lets what the answer to a log-in or a refresh says of a person be read at once, as it says of the session later', async () => {
    const WHO =
      'user { email displayName role { key } permissions organization { name } session { isCurrent } }';
    const { email, password } = company.estimator;
    const entered = await must(
      ask(
        null,
        `mutation ($input: LogInInput!) { logIn(input: $input) { tokens { accessToken refreshToken } ${WHO} } }`,
        { email, password },
      ),
    );
    const { tokens, user } = entered.logIn;
    expect(user).toMatchObject({
      email,
      role: { key: 'estimator' },
      organization: { name: company.org.name },
    });
    const renewed = await must(
      ask(
        null,
        `mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) { tokens { accessToken } ${WHO} } }`,
        { refreshToken: tokens.refreshToken },
      ),
    );
    expect(renewed.refreshTokens.user).toEqual(user);
    const later = await must(
      ask(renewed.refreshTokens.tokens.accessToken, `{ ${WHO.replace('user', 'me')} }`),
    );
    expect(later.me).toEqual(user);
  });

  it('lets who accepts an invitation be read at once, with role and organisation', async () => {
    const invite = `mutation ($input: InviteUserInput!) { inviteUser(input: $input) { userErrors { code } } }`;
    const email = `guest-${mode.length}@invited.example`;
    const { inviteUser } = await must(ask(company.tokens.owner, invite, { email, roleKey: 'manager' }));
    expect(inviteUser).toEqual({ userErrors: [] });
    const accepted = await must(
      ask(
        null,
        `mutation ($input: AcceptInvitationInput!) {
          acceptInvitation(input: $input) {
            tokens { accessToken } userErrors { code }
            user { email displayName role { key } permissions organization { name } session { isCurrent } }
          }
        }`,
        {
          token: await mailedToken(email),
          firstName: 'G',
          lastName: 'T',
          password: 'nobody ever guesses this 7',
        },
      ),
    );
    const { user, tokens } = accepted.acceptInvitation;
    expect(user).toMatchObject({
      email,
      role: { key: 'manager' },
      organization: { name: company.org.name },
      session: { isCurrent: true },
    });
    const later = await must(
      ask(
        tokens.accessToken,
        '{ me { email displayName role { key } permissions organization { name } session { isCurrent } } }',
      ),
    );
    expect(later.me).toEqual(user);
  });

  /** Of the mail that development keeps as a file. */
  async function mailedToken(to: string): Promise<string> {
    const folder = join(product.dataDir, 'outbox');
    for (;;) {
      const mails = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
      for (const name of mails) {
        const mail = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { to: string; html: string };
        const token = /accept-invitation\?token=([\w-]+)/.exec(mail.html)?.[1];
        if (mail.to === to && token) return token;
      }
      await sleep(50);
    }
  }

  it('answers what anybody may ask as if there were no token, whatever is wrong with the one that came', async () => {
    const { accessToken } = await logIn(product.url, company.manager);
    await must(ask(accessToken, LOG_OUT));
    const [, payload = ''] = accessToken.split('.');
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const bad = {
      ended: accessToken,
      forged: `${company.tokens.owner.slice(0, -8)}AAAAAAAA`,
      unsigned: `${part({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
      'of a secret': `${part({ alg: 'HS256', typ: 'at+jwt' })}.${payload}.${'a'.repeat(43)}`,
      nonsense: 'abc',
    };
    // Who fails to log in several times has to wait a little: that is no word of the token.
    const isOfToken = (code: string) => code !== 'RATE_LIMITED';
    const answersTo = async (token: string | null, word: string) => {
      const answers = [];
      for (const { field, query } of publicOperations(word)) {
        const answer = await ask(token, query);
        answers.push({ field, status: answer.status, codes: allCodes(answer).filter(isOfToken) });
      }
      return answers;
    };
    const without = await answersTo(null, 'without');
    for (const [what, token] of Object.entries(bad)) {
      expect({ what, answers: await answersTo(token, what) }).toEqual({ what, answers: without });
    }
    for (const token of Object.values(bad)) {
      const answer = await ask(token, ME);
      expect([answer.status, ...allCodes(answer)]).toEqual([401, 'UNAUTHENTICATED']);
    }
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

/** An operation for each public root field, with arguments that nothing comes of. @param word what stands in them */
function publicOperations(word: string): { field: string; query: string }[] {
  const schema = buildSchema(readFileSync(join(projectRoot, 'schema/supergraph.graphql'), 'utf8'), {
    assumeValid: true,
  });
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
  ] as const;
  const found = roots.flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {})
      .filter(({ astNode }) => astNode?.directives?.some(({ name }) => name.value === 'public'))
      .map(({ name, args }) => {
        const given = args
          .filter(isRequiredArgument)
          .map((one) => `${one.name}: ${somethingOf(one.type, word)}`);
        const list = given.length > 0 ? `(${given.join(', ')})` : '';
        return { field: name, query: `${kind} { ${name}${list} { __typename } }` };
      }),
  );
  expect(found.length).toBeGreaterThan(7);
  return found;
}

/** A value that is of its type, and means nothing. */
function somethingOf(type: GraphQLInputType, word: string): string {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return named.name === 'Boolean' ? 'false' : `"${word}"`;
  const fields = Object.values(named.getFields()).filter(isRequiredInputField);
  return `{${fields.map(({ name, type: inner }) => `${name}: ${somethingOf(inner, word)}`).join(', ')}}`;
}
