import type { DataSource } from 'typeorm';
import { consumeEvents } from '../service-kit/outbox/consume';
import type { EventPart } from '../service-kit/outbox/events';
import { relayEvents } from '../service-kit/outbox/relay';
import { inOrganization } from '../service-kit/postgres/database';
import { silentLogger } from '../service-kit/process/logger';
import { membersProjection } from '../subgraphs/crm/src/crm-users/members-projection';
import { connectCrm } from '../subgraphs/crm/src/data-source';
import { connectEstimates } from '../subgraphs/estimates/src/data-source';
import { organizationProjection } from '../subgraphs/estimates/src/organizations/organization-projection';
import { tellAllOrganizations } from '../subgraphs/identity/src/organizations/settings.service';
import { tellAllMembers } from '../subgraphs/identity/src/organizations/tell-members';
import { useIdentity } from '../testkit/identity';

/* A rebuild: what other subgraphs keep of an organisation is made anew from its owner's data. */

const graph = useIdentity();
let estimates: DataSource;
beforeAll(async () => {
  estimates = await connectEstimates(await graph.parts.database.urlFor('estimates'));
});
afterAll(() => estimates.destroy());

it('tells crm of members by the addresses they have confirmed, and while they may enter', async () => {
  const org = await graph.seed();
  const crm = await connectCrm(await graph.parts.database.urlFor('crm'));
  const part: EventPart = { name: 'crm', source: crm, consumers: [membersProjection] };
  const deliver = async () => {
    await relayEvents({ name: 'identity', source: graph.parts.source, consumers: [] }, [part], org.org.id);
    await consumeEvents(part, membersProjection, org.org.id, silentLogger());
  };
  const kept = () =>
    inOrganization(crm, org.org.id, (db) =>
      db.query('SELECT verified_email AS email, is_active AS active FROM crm.members WHERE user_id = $1', [
        org.manager.userId,
      ]),
    );
  try {
    const email = org.manager.email.toLowerCase();
    await deliver();
    expect(await kept()).toEqual([{ email, active: true }]);
    const deactivate = `mutation { deactivateUser(input: { userId: "${org.manager.userId}" }) { userErrors { code } } }`;
    await graph.execute(org.owner.viewer, deactivate);
    await deliver();
    expect(await kept()).toEqual([{ email, active: false }]);
    await graph.execute(org.owner.viewer, deactivate.replace('deactivate', 'reactivate'));
    await graph.sql('UPDATE identity.users SET email_verified_at = NULL WHERE id = $1', [org.manager.userId]);
    await deliver();
    expect(await kept()).toEqual([{ email: null, active: true }]);
    await inOrganization(crm, org.org.id, (db) => db.query('DELETE FROM crm.members'));
    expect(await tellAllMembers(graph.parts.source)).toBeGreaterThanOrEqual(5);
    await deliver();
    expect(await kept()).toEqual([{ email: null, active: true }]);
  } finally {
    await crm.destroy();
  }
});

it('fills empty projections of all organisations', async () => {
  const orgs = [await graph.seed(), await graph.seed()].map(({ org }) => org.id);
  await graph.sql('DELETE FROM identity.outbox');
  await graph.sql(`UPDATE identity.organizations SET time_zone = 'Europe/Riga', currency = 'EUR'`);
  expect(await tellAllOrganizations(graph.parts.source)).toBeGreaterThanOrEqual(2);
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
