import { MEMBERS_CHANGED } from '../../../../schema/events';
import { applying, type EventConsumer } from '../../../../service-kit/outbox/events';

/**
 * Keeps who is a member of the organisation, and by which confirmed address: a projection of identity's. The larger version is what is
 * so now, whatever comes when. Made anew by `npm run cli -- projections rebuild members`.
 */
export const membersProjection: EventConsumer = {
  name: 'members',
  handlers: [
    applying(MEMBERS_CHANGED, async (db, { orgId, payload: { members } }) => {
      await db.query(
        `INSERT INTO crm.members AS known (org_id, user_id, version, verified_email, is_active)
         SELECT $1, told.* FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::boolean[])
             AS told (user_id, version, verified_email, is_active) ORDER BY told.user_id
         ON CONFLICT (org_id, user_id) DO UPDATE
            SET version = excluded.version, verified_email = excluded.verified_email, is_active = excluded.is_active
          WHERE excluded.version > known.version`,
        [
          orgId,
          members.map(({ id }) => id),
          members.map(({ version }) => version),
          members.map(({ verifiedEmail }) => verifiedEmail),
          members.map(({ isActive }) => isActive),
        ],
      );
    }),
  ],
};
