import { ORGANIZATION_CLOSED } from '../../../../schema/events';
import { applying, type EventConsumer } from '../../../../service-kit/outbox/events';

/** Nobody is reminded of estimates of an organisation that was deleted; once it is restored, all goes on. */
export const closedOrganizations: EventConsumer = {
  name: 'closed-organizations',
  handlers: [
    applying(ORGANIZATION_CLOSED, async (db, { orgId, payload: { until } }) => {
      await db.query(
        `INSERT INTO estimates.organization_settings AS known (org_id, closed_until) VALUES ($1, $2)
         ON CONFLICT (org_id) DO UPDATE SET closed_until = excluded.closed_until`,
        [orgId, until],
      );
    }),
  ],
};
