import { ORGANIZATION_CLOSED } from '../../../../schema/events';
import { applying, type EventConsumer } from '../../../../service-kit/outbox/events';

/** Nothing is asked of Kommo for an organisation that was deleted; once it is restored, all goes on. */
export const closedOrganizations: EventConsumer = {
  name: 'closed-organizations',
  handlers: [
    applying(ORGANIZATION_CLOSED, async (db, { orgId, payload: { until } }) => {
      await db.query('UPDATE crm.connections SET paused_until = $2 WHERE org_id = $1', [orgId, until]);
    }),
  ],
};
