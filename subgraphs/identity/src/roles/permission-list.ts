import { PERMISSION_NAMES, PERMISSIONS } from '../../../../schema/permissions';
import type { Context } from '../context';

/** A permission, as `permissions` lists it. */
export interface PermissionInfo {
  name: string;
  description: string;
  isYours: boolean;
}

/** Every permission there is, in the order of the closed list. */
export const listPermissions = ({ viewer }: Context): PermissionInfo[] =>
  PERMISSION_NAMES.map((name) => ({
    name,
    description: PERMISSIONS[name],
    isYours: viewer.permissions.has(name),
  }));
