import { defineValues } from '../../../../service-kit/data/read';
import type { Context } from '../context';
import { Membership } from '../organizations/membership.entity';
import { User } from './user.entity';

/*
 * API keys and support stand for themselves as authors of what they make: nobody's name is on it who didn't do it. Other subgraphs
 * keep their ids as they keep people's, and get a `User` for them that says what it is.
 */

interface MachineRow {
  id: string;
  kind: 'API_KEY' | 'SUPPORT';
  name: string;
  isActive: boolean;
  createdAt: Date;
  scopes: string[];
}

const readRows = defineValues<MachineRow>(
  `SELECT id, 'API_KEY' AS kind, name, revoked_at IS NULL AND expires_at > clock_timestamp() AS active,
          (extract(epoch FROM created_at) * 1000)::bigint, array_to_string(scopes, ' ')
     FROM identity.api_keys WHERE org_id = :orgId AND id = ANY(:ids::uuid[])
   UNION ALL
   SELECT id, 'SUPPORT', 'Support', revoked_at IS NULL AND expires_at > clock_timestamp(),
          (extract(epoch FROM created_at) * 1000)::bigint, array_to_string(scopes, ' ')
     FROM identity.support_grants WHERE org_id = :orgId AND id = ANY(:ids::uuid[])`,
  ([id, kind, name, active, createdAt, scopes]) => ({
    id: id ?? '',
    kind: kind === 'SUPPORT' ? 'SUPPORT' : 'API_KEY',
    name: name ?? '',
    isActive: active === 't',
    createdAt: new Date(Number(createdAt)),
    scopes: (scopes ?? '').split(' ').filter(Boolean),
  }),
);

/** Those of the ids that are no people of the caller's organisation, and yet act in it. */
export async function readMachines(ctx: Context, ids: readonly string[]): Promise<Membership[]> {
  if (ids.length === 0) return [];
  return (await readRows(ctx, { ids })).map((row) => asMember(ctx.viewer.orgId, row));
}

function asMember(orgId: string, { id, kind, name, isActive, createdAt, scopes }: MachineRow): Membership {
  const email = `${kind === 'API_KEY' ? 'key' : 'support'}-${id}@cashcraft.invalid`; // RFC 2606: nobody's
  const user: User = Object.assign(new User(), {
    id,
    email,
    emailKey: email,
    firstName: name,
    lastName: '',
    emailVerifiedAt: null,
    locale: null,
    timeZone: null,
    status: 'ACTIVE' as const,
  });
  return Object.assign(new Membership(), {
    orgId,
    userId: id,
    roleId: '',
    status: isActive ? ('ACTIVE' as const) : ('REMOVED' as const),
    createdAt,
    lastLoginAt: null,
    user,
    machine: { kind, scopes },
  });
}
