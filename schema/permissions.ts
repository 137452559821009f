/**
 * The closed list of permissions. A permission is added here first; `@requiresScopes` with any other text does not
 * start, and identity's migration writes the role presets below into its tables.
 */
export const PERMISSIONS = {
  'organization:read': 'See the organisation',
  'organization:write': 'Change the organisation',
  'users:read': 'See the people of the organisation',
  'users:write': 'Invite, change and deactivate people',
  'roles:read': 'See roles and their permissions',
  'roles:write': 'Change roles and who has them',
  'audit:read': 'See what was done in the organisation, and by whom',
  'keys:read': 'See API keys and what they are used for',
  'keys:write': 'Create, change, rotate and revoke API keys',
  'support:write': 'Let the people who run the installation in, for a time',
  'crm:read': 'See leads, contacts, companies and pipelines',
  'crm:write': 'Change leads and contacts, send messages',
  'crm:sync': 'Start and stop synchronisation',
  'crm:connect': 'Connect and disconnect a Kommo account, keep its credentials',
  'projects:read': 'See projects',
  'projects:write': 'Create and change projects',
  'estimates:read': 'See estimates and their prices',
  'estimates:write': 'Create and change draft estimates',
  'estimates:send': 'Send an estimate to the client',
  'estimates:decide': "Record the client's approval or refusal",
  'costs:read': 'See internal costs and margins',
  'costs:write': 'Change internal costs',
} as const;

export type Permission = keyof typeof PERMISSIONS;
export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as Permission[];

/**
 * What takes a person: whoever does it answers for it, and what it changes would outlive the key. No API key has these, whoever
 * makes it.
 */
export const PERSONAL_PERMISSIONS: readonly Permission[] = [
  'users:write',
  'roles:write',
  'keys:write',
  'support:write',
  'crm:connect',
];

/** What API keys and support may be given. */
export const MACHINE_PERMISSIONS = PERMISSION_NAMES.filter((name) => !PERSONAL_PERMISSIONS.includes(name));

/** The roles every organisation has from its first day. */
export const SYSTEM_ROLES = ['owner', 'admin', 'manager', 'estimator', 'viewer'] as const;
export type SystemRole = (typeof SYSTEM_ROLES)[number];

const viewer: Permission[] = [
  'organization:read',
  'users:read',
  'roles:read',
  'crm:read',
  'projects:read',
  'estimates:read',
];
const estimator: Permission[] = [...viewer, 'projects:write', 'estimates:write', 'costs:read', 'costs:write'];
const manager: Permission[] = [...estimator, 'crm:write', 'crm:sync', 'estimates:send', 'estimates:decide'];
const admin: Permission[] = [
  ...manager,
  'users:write',
  'roles:write',
  'audit:read',
  'keys:read',
  'keys:write',
  'crm:connect',
];

/** What each system role may do, by name and purpose. */
export const ROLE_PRESETS: Record<SystemRole, { name: string; permissions: Permission[] }> = {
  owner: { name: 'Owner', permissions: PERMISSION_NAMES },
  admin: { name: 'Administrator', permissions: admin },
  manager: { name: 'Manager', permissions: manager },
  estimator: { name: 'Estimator', permissions: estimator },
  viewer: { name: 'Viewer', permissions: viewer },
};
