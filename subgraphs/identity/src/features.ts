import type { EveryLoaderMade } from '../../../service-kit/subgraph/feature';
import type { Context } from './context';
import { feature as accounts } from './accounts/accounts.feature';
import { feature as apiKeys } from './api-keys/api-keys.feature';
import { feature as audit } from './audit/audit.feature';
import { feature as auth } from './auth/auth.feature';
import { feature as dataExport } from './data-export/data-export.feature';
import { feature as deletion } from './deletion/deletion.feature';
import { feature as estimateNotices } from './estimate-notices/estimate-notices.feature';
import type { IdentityFeature } from './feature';
import { feature as invitations } from './invitations/invitations.feature';
import { feature as notices } from './notices/notices.feature';
import { feature as oidc } from './oidc/oidc.feature';
import { feature as organizations } from './organizations/organizations.feature';
import { feature as roles } from './roles/roles.feature';
import { feature as secondFactor } from './second-factor/second-factor.feature';
import { feature as sessions } from './sessions/sessions.feature';
import { feature as support } from './support/support.feature';
import { feature as users } from './users/users.feature';

const all = [
  auth,
  sessions,
  users,
  organizations,
  roles,
  invitations,
  accounts,
  notices,
  oidc,
  audit,
  secondFactor,
  apiKeys,
  support,
  deletion,
  dataExport,
  estimateNotices,
] as const satisfies readonly IdentityFeature[];

/** All that identity is made of. An error here names loaders that are declared and not made. */
export const features: EveryLoaderMade<Context, IdentityFeature, typeof all> = all;
