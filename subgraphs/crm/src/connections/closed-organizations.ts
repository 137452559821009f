import { ORGANIZATION_CLOSED } from '../../../../schema/events';
import { applying, type EventConsumer } from '../../../../service-kit/outbox/events';

/** Nothing is asked of Kommo for an organisation that was deleted; once it is restored, its schedule goes on. */
export const closedOrganizations: EventConsumer = {
  name: 'closed-organizations',
  handlers: [
    applying(ORGANIZATION_CLOSED, async (db, { orgId, payload: { until } }) => {
      // Runs before connections, as everywhere. Whoever carries one finds it gone at its next commit, and stops.
      await db.query(
        `UPDATE crm.sync_runs SET state = 'CANCELLED', finished_at = now()
          WHERE org_id = $1 AND state IN ('QUEUED', 'RUNNING') AND $2::timestamptz IS NOT NULL`,
        [orgId, until],
      );
      await db.query('UPDATE crm.connections SET closed_until = $2 WHERE org_id = $1', [orgId, until]);
    }),
  ],
};
