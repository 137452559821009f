import type { UserErrorShape } from '../../../../service-kit/errors/user-errors';

/** Who is concerned by a change of roles: everybody with a role, or one person. */
export type Concerned = { roleId: string } | { userId: string };

/** What `previewRoleChange` shows; `concerned` is null where nobody gains or loses anything. */
export interface RolePreview {
  gains: string[];
  loses: string[];
  concerned: Concerned | null;
  invitationCount: number;
  userErrors: UserErrorShape[];
}
