import type { DataSource } from 'typeorm';
import { PERMISSION_NAMES } from '../../../schema/permissions';
import type { Broadcast } from '../../../service-kit/changes/broadcast';
import type { Logger } from '../../../service-kit/process/logger';
import { DateTimeScalar } from '../../../service-kit/subgraph/scalars';
import type { Subgraph } from '../../../service-kit/subgraph/subgraph';
import { buildShieldedSchema } from '../../../service-kit/subgraph/subgraph-schema';
import type { TokenVerifier } from '../../../service-kit/auth/viewer';
import type { Mailer } from '../../../service-kit/mail/mails';
import type { EventBell } from '../../../service-kit/outbox/emit';
import { authResolvers } from './auth/auth.resolvers';
import { serveJwks } from './auth/jwks.http';
import type { SigningKeys } from './auth/keys';
import { createPasswords, type Passwords } from './auth/passwords';
import { createContext } from './context';
import { organizationResolvers } from './organizations/organizations.resolvers';
import { roleResolvers } from './roles/roles.resolvers';
import { sessionResolvers } from './sessions/sessions.resolvers';
import { userResolvers } from './users/users.resolvers';

export interface IdentityDependencies {
  /** Connected by `connectIdentity`; whoever made it closes it. */
  source: DataSource;
  /** Accepts what `keys` signs. */
  verifier: TokenVerifier;
  keys: SigningKeys;
  /** Carries ended sessions to every process; whoever made it closes it. */
  broadcast: Broadcast;
  log: Logger;
  /** Asks for mails in the transaction of what they tell of. */
  mailer: Mailer;
  bell?: EventBell | undefined;
  /** Hashes passwords; made here unless given. */
  passwords?: Passwords;
}

/** Makes the identity subgraph: people, sessions, organisations, roles, and the keys that sign tokens. */
export function createIdentity(dependencies: IdentityDependencies): Subgraph {
  const { source, keys } = dependencies;
  const passwords = dependencies.passwords ?? createPasswords();
  const schema = buildShieldedSchema({
    name: 'identity',
    resolvers: {
      DateTime: DateTimeScalar,
      Query: {
        ...userResolvers.Query,
        ...organizationResolvers.Query,
        ...roleResolvers.Query,
        ...sessionResolvers.Query,
      },
      Mutation: { ...authResolvers.Mutation, ...sessionResolvers.Mutation, ...roleResolvers.Mutation },
      User: userResolvers.User,
      Session: sessionResolvers.Session,
    },
    permissions: PERMISSION_NAMES,
  });
  return {
    name: 'identity',
    schema,
    createContext: (facts) => createContext({ ...dependencies, passwords }, facts),
    routes: (app) => serveJwks(app, keys),
    async ready() {
      await source.query('SELECT 1');
    },
    async close() {
      // Nothing is held here: the source and the broadcast belong to whoever made them.
    },
  };
}
