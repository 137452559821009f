import type { DataSource } from 'typeorm';
import { newId } from '../../../../service-kit/data/ids';
import { consumeEvents } from '../../../../service-kit/outbox/consume';
import { recordEvents } from '../../../../service-kit/outbox/emit';
import type { EventPart } from '../../../../service-kit/outbox/events';
import { relayEvents } from '../../../../service-kit/outbox/relay';
import { connectDatabase, inOrganization } from '../../../../service-kit/postgres/database';
import { silentLogger } from '../../../../service-kit/process/logger';
import { ORGANIZATION_CHANGED, ORGANIZATION_CLOSED } from '../../../../schema/events';
import { useDatabase } from '../../../../testkit/database';
import { organizationProjection } from './organization-projection';

const database = useDatabase();
let identity: DataSource;
let estimates: DataSource;
const connect = async (part: 'identity' | 'estimates') =>
  connectDatabase({
    url: await database.urlFor(part),
    schema: part,
    entities: [],
    applicationName: 'test-projection',
  });
beforeAll(async () => {
  identity = await connect('identity');
  estimates = await connect('estimates');
});
afterAll(async () => {
  await identity.destroy();
  await estimates.destroy();
});

const tell = (orgId: string, timeZone: string, currency: string | null = null) =>
  inOrganization(identity, orgId, (db) =>
    recordEvents(db, orgId, ORGANIZATION_CHANGED, [
      { organizationId: orgId, name: 'One', timeZone, currency, locale: 'en' },
    ]),
  );
async function deliver(orgId: string): Promise<void> {
  const part: EventPart = { name: 'estimates', source: estimates, consumers: [organizationProjection] };
  await relayEvents({ name: 'identity', source: identity, consumers: [] }, [part], orgId);
  await consumeEvents(part, organizationProjection, orgId, silentLogger());
}
const kept = (orgId: string): Promise<unknown> =>
  inOrganization(estimates, orgId, (db) =>
    db.query('SELECT time_zone AS "timeZone", currency FROM estimates.organization_settings'),
  );

it('keeps what an organisation is like now: the last word wins, each organisation for itself', async () => {
  const [one, other] = [newId(), newId()];
  await tell(one, 'Europe/Moscow');
  await tell(one, 'Europe/Riga', 'EUR');
  await tell(other, 'UTC');
  for (const orgId of [one, other]) await deliver(orgId);
  expect(await kept(one)).toEqual([{ timeZone: 'Europe/Riga', currency: 'EUR' }]);
  expect(await kept(other)).toEqual([{ timeZone: 'UTC', currency: null }]);
});

it('changes nothing when the same is told again, and takes a currency back', async () => {
  const orgId = newId();
  for (const currency of ['EUR', 'EUR', null]) {
    await tell(orgId, 'UTC', currency);
    await deliver(orgId);
  }
  expect(await kept(orgId)).toEqual([{ timeZone: 'UTC', currency: null }]);
});

it('knows until when a closed organisation can be restored, and forgets it then, whatever else is told', async () => {
  const orgId = newId();
  const until = '2090-01-31T00:00:00.000Z';
  const close = (at: string | null) =>
    inOrganization(identity, orgId, (db) =>
      recordEvents(db, orgId, ORGANIZATION_CLOSED, [{ organizationId: orgId, until: at }]),
    );
  const closedUntil = async () => {
    await deliver(orgId);
    const [row] = await inOrganization(estimates, orgId, (db) =>
      db.query<{ at: Date | null }[]>('SELECT closed_until AS at FROM estimates.organization_settings'),
    );
    return row?.at?.toISOString() ?? null;
  };
  await close(until);
  expect(await closedUntil()).toBe(until);
  await tell(orgId, 'Europe/Riga');
  expect(await closedUntil()).toBe(until);
  await close(null);
  expect(await closedUntil()).toBeNull();
});
