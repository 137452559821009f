import { ORGANIZATION_CHANGED, ORGANIZATION_CLOSED } from '../../../../schema/events';
import { applying, type EventConsumer } from '../../../../service-kit/outbox/events';

/**
 * Keeps what estimates decides by of an organisation: a projection of identity's organisations. Events of one organisation come
 * in order, so the last one is what is so now; the same one again changes nothing. Made anew by
 * `npm run cli -- projections rebuild organizations`.
 */
export const organizationProjection: EventConsumer = {
  name: 'organization-settings',
  handlers: [
    applying(ORGANIZATION_CHANGED, async (db, { orgId, payload: { timeZone, currency, name, locale } }) => {
      await db.query(
        `INSERT INTO estimates.organization_settings AS known (org_id, time_zone, currency, name, locale)
           VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (org_id) DO UPDATE SET time_zone = excluded.time_zone, currency = excluded.currency,
             name = excluded.name, locale = excluded.locale
           WHERE (known.time_zone, known.currency, known.name, known.locale)
             IS DISTINCT FROM (excluded.time_zone, excluded.currency, excluded.name, excluded.locale)`,
        [orgId, timeZone, currency, name, locale],
      );
    }),
    // Its clients' links and its deadlines rest until it is restored.
    applying(ORGANIZATION_CLOSED, async (db, { orgId, payload: { until } }) => {
      await db.query(
        `INSERT INTO estimates.organization_settings AS known (org_id, closed_until) VALUES ($1, $2)
         ON CONFLICT (org_id) DO UPDATE SET closed_until = excluded.closed_until
           WHERE known.closed_until IS DISTINCT FROM excluded.closed_until`,
        [orgId, until],
      );
    }),
  ],
};
