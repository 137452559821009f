import type { Viewer } from '../service-kit/auth/viewer';
import { newId } from '../service-kit/data/ids';
import { createOidcParts } from '../subgraphs/identity/src/oidc/oidc';
import { useDns, type TestDns } from './dns-server';
import { useIdentity, type TestIdentity } from './identity';
import { CLIENT, useScriptedProvider, type ScriptedProvider } from './scripted-provider';
import type { SeededOrganization } from './seed';
import { dataOf } from './subgraph';

/** Identity, a provider and a name server, and what tests of log-in by providers say to them. */
export interface OidcWorld {
  readonly graph: TestIdentity;
  readonly provider: ScriptedProvider;
  readonly dns: TestDns;
  /** Calls a mutation by its name; answers its payload. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- payloads of every shape
  say(by: Viewer | null, name: string, input: object, fields?: string): Promise<any>;
  /** A domain that the organisation has proved. */
  prove(by: Viewer, domain?: string): Promise<string>;
  /** An organisation with its provider and a proved domain. */
  settle(input?: object): Promise<{ org: SeededOrganization; domain: string }>;
  /** Begins with an address, and comes back approved. */
  begin(
    email: string,
  ): Promise<{ browserToken: string; code: string; state: string; iss: string; url: string }>;
  /** Comes back as somebody. */
  arrive(email: string, person?: object): ReturnType<OidcWorld['say']>;
}

const ENTERED = `tokens { accessToken refreshToken } challenge { token methods } user { id email firstName lastName role { key } }`;

/** Starts it all for a test file. */
export function useOidcWorld(): OidcWorld {
  const provider = useScriptedProvider();
  const dns = useDns();
  const graph = useIdentity({ oidc: () => createOidcParts([provider.issuer], [dns.address]) });
  const say: OidcWorld['say'] = async (by, name, input, fields = '') => {
    const type = `${name.replace(/^./, (first) => first.toUpperCase())}Input!`;
    const document = `mutation M($input: ${type}) { ${name}(input: $input) { ${fields} userErrors { code path } } }`;
    return dataOf(await graph.execute(by, document, { input }))[name];
  };
  async function prove(by: Viewer, domain = `${newId()}.example`): Promise<string> {
    const { domain: added } = await say(by, 'addOidcDomain', { domain }, 'domain { recordName recordValue }');
    dns.records.set(added.recordName, ['v=spf1 -all', added.recordValue]);
    const { domain: proved } = await say(by, 'verifyOidcDomain', { domain }, 'domain { isVerified }');
    if (!proved?.isVerified) throw new Error(`${domain} was not verified.`);
    return domain;
  }
  async function settle(input: object = {}) {
    const org = await graph.seed();
    const { userErrors } = await say(org.owner.viewer, 'saveOidcProvider', {
      ...CLIENT,
      issuer: provider.issuer,
      roleKey: 'estimator',
      ...input,
    });
    if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
    return { org, domain: await prove(org.owner.viewer) };
  }
  async function begin(email: string) {
    const started = await say(null, 'startOidcLogIn', { email }, 'authorizationUrl browserToken');
    if (!started.authorizationUrl) throw new Error(JSON.stringify(started.userErrors));
    const { authorizationUrl: url, browserToken } = started;
    return { browserToken, url, ...provider.approve(url) };
  }
  async function arrive(email: string, person: object = {}) {
    provider.person = {
      sub: email,
      email,
      email_verified: true,
      given_name: 'Ada',
      family_name: 'King',
      ...person,
    };
    const { url: _url, ...input } = await begin(email);
    return say(null, 'completeOidcLogIn', input, ENTERED);
  }
  beforeEach(() => {
    provider.faults = {};
    dns.isSilent = false;
  });
  return { graph, provider, dns, say, prove, settle, begin, arrive };
}
