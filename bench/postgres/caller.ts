import { ROLE_PRESETS } from '../../schema/permissions';
import type { Viewer } from '../../service-kit/auth/viewer';

const ROLE = 'manager';
/** Any session: none is revoked here. */
const SESSION_ID = '0192f000-0009-7000-8000-000000000000';

/** One of the organisation's people as a caller. */
export const callerOf = (orgId: string, userId: string): Viewer => ({
  orgId,
  userId,
  sessionId: SESSION_ID,
  role: ROLE,
  permissions: new Set(ROLE_PRESETS[ROLE].permissions),
  permissionsVersion: 1,
});
