import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { newId } from '../service-kit/data/ids';
import { projectRoot } from '../service-kit/process/paths';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { useBrowser } from '../testkit/browser';
import { must, post } from '../testkit/client';
import { openCompany, type Company } from '../testkit/company';
import { useDns } from '../testkit/dns-server';
import { freePort } from '../testkit/ports';
import { useProduct } from '../testkit/product';
import { CLIENT } from '../testkit/scripted-provider';

/* Log-in by a real provider (oidc-provider, in a process of its own), through a real browser, over the public endpoint. */

let providerPort = 0;
beforeAll(async () => {
  providerPort = await freePort();
});
const dns = useDns();
const issuer = () => `http://127.0.0.1:${providerPort}`;
const product = useProduct('all in one process', {
  settings: () => ({ OIDC_TRUSTED_ISSUERS: issuer(), DNS_SERVERS: dns.address }),
});
const browser = useBrowser();
let provider: ChildProcess;
let identity: DataSource;
let company: Company;
const domain = `${newId()}.example`;

beforeAll(async () => {
  const redirectUri = `http://localhost:${product.port}/oidc/callback`;
  provider = spawn(
    process.execPath,
    [join('testkit', 'oidc-provider.mjs'), String(providerPort), redirectUri],
    {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (provider.stdout) await once(provider.stdout, 'data');
  identity = await connectIdentity(await product.database.urlFor('identity'));
  company = await openCompany(product.url, identity);
});
afterAll(async () => {
  await identity?.destroy();
  if (provider?.exitCode === null && provider.kill()) await once(provider, 'exit');
});

async function say(name: string, input: object, fields: string, token: string | null = null) {
  const type = `${name.replace(/^./, (first) => first.toUpperCase())}Input!`;
  const document = `mutation M($input: ${type}) { ${name}(input: $input) { ${fields} userErrors { code message } } }`;
  return (await must(post(`${product.url}/graphql`, token, document, { input })))[name];
}
/** Goes to the provider in a browser, and answers what it came back with. */
async function come(email: string): Promise<{ browserToken: string; [parameter: string]: string }> {
  const started = await say('startOidcLogIn', { email }, 'authorizationUrl browserToken');
  const page = await (await browser.open()).newPage();
  await page.goto(started.authorizationUrl);
  const { searchParams, pathname } = new URL(page.url());
  expect(pathname).toBe('/oidc/callback');
  return { ...Object.fromEntries(searchParams), browserToken: started.browserToken };
}
const ENTERED = 'tokens { accessToken refreshToken } user { email firstName role { key } }';

it('is configured by the organisation, and lets its people in', async () => {
  const { owner } = company.tokens;
  const saved = { ...CLIENT, issuer: issuer(), roleKey: 'estimator' };
  await say('saveOidcProvider', saved, 'provider { issuer }', owner);
  const added = await say('addOidcDomain', { domain }, 'domain { recordName recordValue }', owner);
  dns.records.set(added.domain.recordName, [added.domain.recordValue]);
  await say('verifyOidcDomain', { domain }, 'domain { isVerified }', owner);

  const email = `ada@${domain}`;
  const back = await come(email);
  expect(back['iss']).toBe(issuer());
  const { tokens, user } = await say('completeOidcLogIn', back, ENTERED);
  expect(user).toEqual({ email, firstName: 'Ada', role: { key: 'estimator' } });
  const { me } = await must(
    post(`${product.url}/graphql`, tokens.accessToken, '{ me { email organization { name } } }'),
  );
  expect(me).toEqual({ email, organization: { name: company.org.name } });
});

it('puts the session into cookies for browsers that ask for it', async () => {
  const input = await come(`grace@${domain}`);
  const response = await fetch(`${product.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-session-mode': 'cookie' },
    body: JSON.stringify({
      query: `mutation ($input: CompleteOidcLogInInput!) { completeOidcLogIn(input: $input) { ${ENTERED} } }`,
      variables: { input },
    }),
  });
  const names = response.headers.getSetCookie().map((one) => one.split('=')[0]);
  expect(names).toEqual(['__Host-access', '__Host-refresh']);
  const { data } = (await response.json()) as { data: { completeOidcLogIn: object } };
  expect(data.completeOidcLogIn).toMatchObject({ tokens: { accessToken: '', refreshToken: '' } });
});
