import { feature as accounts } from './accounts/accounts.feature';
import { feature as auth } from './auth/auth.feature';
import type { IdentityFeature } from './feature';
import { feature as invitations } from './invitations/invitations.feature';
import { feature as organizations } from './organizations/organizations.feature';
import { feature as roles } from './roles/roles.feature';
import { feature as sessions } from './sessions/sessions.feature';
import { feature as users } from './users/users.feature';

/** All that identity is made of. */
export const features: readonly IdentityFeature[] = [
  auth,
  sessions,
  users,
  organizations,
  roles,
  invitations,
  accounts,
];
