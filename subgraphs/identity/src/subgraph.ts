import { PERMISSION_NAMES } from '../../../schema/permissions';
import { JsonScalar } from '../../../service-kit/subgraph/json-scalar';
import { DateTimeScalar } from '../../../service-kit/subgraph/scalars';
import type { Subgraph } from '../../../service-kit/subgraph/subgraph';
import { createSubgraph, type SubgraphParts } from '../../../service-kit/subgraph/create-subgraph';
import { createPasswords } from './auth/passwords';
import type { IdentityParts } from './context';
import { createLinks } from './links';
import { features } from './features';

/** What a process gives identity; `passwords` and `links` are made here unless given, and `verifier` accepts what `keys` signs. */
export type IdentityDependencies = SubgraphParts &
  Omit<IdentityParts, 'passwords' | 'links' | 'auditKeys'> &
  Partial<Pick<IdentityParts, 'passwords' | 'links' | 'auditKeys'>>;

/** Makes the identity subgraph: people, sessions, organisations, roles, and the keys that sign tokens. */
export function createIdentity(dependencies: IdentityDependencies): Subgraph {
  const { keys, broadcast, mailer, secrets, passwords = createPasswords() } = dependencies;
  const { links = createLinks('http://localhost:4000'), auditKeys = new Map() } = dependencies;
  return createSubgraph({
    name: 'identity',
    features,
    scalars: { DateTime: DateTimeScalar, JSON: JsonScalar },
    permissions: PERMISSION_NAMES,
    base: dependencies,
    parts: { keys, broadcast, mailer, secrets, passwords, links, auditKeys },
    context: ({ ip }) => ({ keys, broadcast, mailer, secrets, links, auditKeys, passwords: passwords.from(ip) }),
  });
}
