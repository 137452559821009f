import type DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import type { Broadcast } from '../../../service-kit/changes/broadcast';
import {
  buildContext,
  type BaseContext,
  type ContextParts,
  type RequestFacts,
} from '../../../service-kit/subgraph/context';
import type { Logger } from '../../../service-kit/process/logger';
import type { TokenVerifier, Viewer } from '../../../service-kit/auth/viewer';
import type { Mailer } from '../../../service-kit/mail/mails';
import type { EventBell } from '../../../service-kit/outbox/emit';
import type { SigningKeys } from './auth/keys';
import type { Passwords } from './auth/passwords';
import type { Membership } from './organizations/membership.entity';
import type { Organization } from './organizations/organization.entity';
import { organizationLoader } from './organizations/organizations.service';
import type { Role } from './roles/role.entity';
import { roleLoader } from './roles/roles.service';
import type { Session } from './sessions/session.entity';
import { sessionLoader } from './sessions/sessions.service';
import { userLoader } from './users/users.service';

export interface Loaders {
  readonly users: DataLoader<string, Membership | null>;
  readonly roles: DataLoader<string, Role | null>;
  readonly organizations: DataLoader<string, Organization | null>;
  readonly sessions: DataLoader<string, Session | null>;
}

/** What identity's services need beyond a request. */
export interface IdentityParts {
  readonly keys: SigningKeys;
  readonly passwords: Passwords;
  readonly broadcast: Broadcast;
  /** Asks for mails in the transaction of what they tell of. */
  readonly mailer: Mailer;
}

export interface Context extends BaseContext<Loaders>, IdentityParts {}

const makeLoaders = (ctx: Context): Loaders => ({
  users: userLoader(ctx),
  roles: roleLoader(ctx),
  organizations: organizationLoader(ctx),
  sessions: sessionLoader(ctx),
});

/** What stays the same for all requests of a process. */
export interface ContextDependencies extends IdentityParts {
  readonly source: DataSource;
  readonly verifier: TokenVerifier;
  readonly log: Logger;
  readonly bell?: EventBell | undefined;
}

/**
 * Builds a request's context.
 *
 * @throws GraphQLError UNAUTHENTICATED for a token that is expired, revoked or not ours
 */
export async function createContext(
  dependencies: ContextDependencies,
  facts: RequestFacts,
): Promise<Context> {
  const { source, verifier, log, keys, passwords, broadcast, mailer, bell } = dependencies;
  const parts: ContextParts<Loaders, Context> = {
    facts,
    log: log.child({ requestId: facts.requestId }),
    source,
    bell,
    viewer: facts.token === null ? null : await verifier.verify(facts.token),
    makeLoaders,
  };
  return buildContext<Loaders, Context>(parts, {
    keys,
    passwords: passwords.from(facts.ip),
    broadcast,
    mailer,
  });
}

/**
 * Makes somebody the caller for the rest of this operation: they have just proved who they are, and may see themselves
 * in the answer (`logIn { user { role { key } } }`).
 *
 * @param ctx the one that the resolvers share; Apollo Server copies what `createContext` made
 */
export function enter(ctx: Context, viewer: Viewer): void {
  Object.assign(ctx, { viewerOrNull: viewer });
  for (const loader of Object.values(ctx.loaders) as DataLoader<string, unknown>[]) loader.clearAll();
}
