import { Narrowing } from '../../../../service-kit/data/narrowing';
import { Membership } from '../organizations/membership.entity';

/** How memberships are read: each with its person. */
export const MEMBERS = { entity: Membership, alias: 'membership', nested: { user: 'person' } } as const;

/** Memberships of the caller's organisation, each with its person. */
export const members = (): Narrowing<Membership> =>
  new Narrowing<Membership>().joinRelation('membership.user', 'person').and('membership.orgId = :orgId');
