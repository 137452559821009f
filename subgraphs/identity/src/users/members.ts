import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { Membership } from '../organizations/membership.entity';

/** Memberships of one organisation, each with its person. */
export function membersOf(db: EntityManager, orgId: string): SelectQueryBuilder<Membership> {
  return db
    .getRepository(Membership)
    .createQueryBuilder('membership')
    .innerJoinAndSelect('membership.user', 'person')
    .where('membership.orgId = :orgId', { orgId });
}
