import { PERMISSION_NAMES } from '../../../schema/permissions';
import { JsonScalar } from '../../../service-kit/subgraph/json-scalar';
import { createDownloadLinks } from '../../../service-kit/files/file-links';
import { DateTimeScalar } from '../../../service-kit/subgraph/scalars';
import type { Subgraph } from '../../../service-kit/subgraph/subgraph';
import { createSubgraph, type SubgraphParts } from '../../../service-kit/subgraph/create-subgraph';
import { createPasswords } from './auth/passwords';
import { exchangeApiKey } from './api-keys/exchange';
import type { IdentityParts, KeyExchange } from './context';
import { createLinks } from './links';
import { createOidcParts } from './oidc/oidc';
import { features } from './features';

/** What a process gives identity; `passwords`, links and `oidc` are made here unless given, and `verifier` accepts what `keys` signs. */
export type IdentityDependencies = SubgraphParts &
  Omit<
    IdentityParts,
    'passwords' | 'links' | 'exchangeKey' | 'auditKeys' | 'auditKey' | 'oidc' | 'fileLinks'
  > &
  Partial<Pick<IdentityParts, 'passwords' | 'links' | 'auditKeys' | 'auditKey' | 'oidc' | 'fileLinks'>>;

/** Makes the identity subgraph: people, sessions, organisations, roles, and the keys that sign tokens. */
export function createIdentity(dependencies: IdentityDependencies): Subgraph {
  const { keys, broadcast, mailer, secrets, source, passwords = createPasswords() } = dependencies;
  const {
    links = createLinks('http://localhost:4000'),
    auditKeys = new Map(),
    auditKey = null,
  } = dependencies;
  const { oidc = createOidcParts() } = dependencies;
  const { fileLinks = createDownloadLinks(secrets, links.origin) } = dependencies;
  const exchangeKey: KeyExchange = (text, use) => exchangeApiKey({ source, keys }, text, use);
  const parts = {
    keys,
    broadcast,
    mailer,
    links,
    secrets,
    exchangeKey,
    auditKeys,
    auditKey,
    oidc,
    fileLinks,
  };
  return createSubgraph({
    name: 'identity',
    features,
    scalars: { DateTime: DateTimeScalar, JSON: JsonScalar },
    permissions: PERMISSION_NAMES,
    base: dependencies,
    parts: { ...parts, passwords },
    context: ({ ip }) => ({ ...parts, passwords: passwords.from(ip) }),
  });
}
