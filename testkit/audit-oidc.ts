import type { Cases } from './audit-walk';
import type { OidcWorld } from './oidc-world';
import { CLIENT } from './scripted-provider';

/** How the mutations of log-in by providers are called, for the walk of the audit. */
export function oidcCases({ graph, provider, dns, say, settle, begin }: OidcWorld): Cases {
  const byOwner = (type: string, input: (domain: string) => object) => async () => {
    const { org, domain } = await settle();
    return { by: org.owner.viewer, orgId: org.org.id, type, input: input(domain) };
  };
  return {
    saveOidcProvider: async () => {
      const { org, owner } = await graph.seed();
      const input = { ...CLIENT, issuer: provider.issuer, roleKey: 'viewer' };
      return { by: owner.viewer, orgId: org.id, type: 'OidcProvider', input };
    },
    deleteOidcProvider: byOwner('OidcProvider', () => ({})),
    addOidcDomain: byOwner('OidcDomain', (domain) => ({ domain: `other.${domain}` })),
    verifyOidcDomain: async () => {
      const { org, owner } = await graph.seed();
      const domain = `${org.id}.example`;
      const added = await say(owner.viewer, 'addOidcDomain', { domain }, 'domain { recordName recordValue }');
      dns.records.set(added.domain.recordName, [added.domain.recordValue]);
      return { by: owner.viewer, orgId: org.id, type: 'OidcDomain', input: { domain } };
    },
    removeOidcDomain: byOwner('OidcDomain', (domain) => ({ domain })),
    startOidcLogIn: async () => {
      const { org, domain } = await settle();
      return { by: null, orgId: org.org.id, type: 'OidcLogIn', input: { email: `ann@${domain}` } };
    },
    completeOidcLogIn: async () => {
      const { org, domain } = await settle();
      const email = `ann@${domain}`;
      provider.person = { sub: email, email, email_verified: true };
      const { url: _url, ...input } = await begin(email);
      const actorId = expect.any(String) as string;
      return { by: null, orgId: org.org.id, type: 'Session', actorId, input };
    },
  };
}
