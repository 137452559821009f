import type { DataSource } from 'typeorm';
import { consumeEvents } from '../service-kit/outbox/consume';
import type { EventPart } from '../service-kit/outbox/events';
import { relayEvents } from '../service-kit/outbox/relay';
import { inOrganization } from '../service-kit/postgres/database';
import { silentLogger } from '../service-kit/process/logger';
import { connectEstimates } from '../subgraphs/estimates/src/data-source';
import { organizationProjection } from '../subgraphs/estimates/src/organizations/organization-projection';
import { tellAllOrganizations } from '../subgraphs/identity/src/organizations/settings.service';
import { useIdentity } from '../testkit/identity';

/* A rebuild: what other subgraphs keep of an organisation is made anew from its owner's data. */

const graph = useIdentity();
let estimates: DataSource;
beforeAll(async () => {
  estimates = await connectEstimates(await graph.parts.database.urlFor('estimates'));
});
afterAll(() => estimates.destroy());

it('fills empty projections of all organisations', async () => {
  const orgs = [await graph.seed(), await graph.seed()].map(({ org }) => org.id);
  await graph.sql('DELETE FROM identity.outbox');
  await graph.sql(`UPDATE identity.organizations SET time_zone = 'Europe/Riga', currency = 'EUR'`);
  expect(await tellAllOrganizations(graph.parts.source)).toBe(2);
  const part: EventPart = { name: 'estimates', source: estimates, consumers: [organizationProjection] };
  for (const orgId of orgs) {
    await relayEvents({ name: 'identity', source: graph.parts.source, consumers: [] }, [part], orgId);
    await consumeEvents(part, organizationProjection, orgId, silentLogger());
    const kept = await inOrganization(estimates, orgId, (db) =>
      db.query('SELECT time_zone AS zone, currency FROM estimates.organization_settings'),
    );
    expect(kept).toEqual([{ zone: 'Europe/Riga', currency: 'EUR' }]);
  }
});
