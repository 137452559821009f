import type { Viewer } from '../../../../service-kit/auth/viewer';
import { newId } from '../../../../service-kit/data/ids';
import { connectClient } from '../../../../service-kit/postgres/database-roles';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { createIdentityPerson } from '../../../../testkit/crm/alarm-people';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { markDegraded, markWell } from '../connections/connection-health';
import { DAY_MS } from './alarm-of';
import { tellPeople } from './tell-people';

const world = useCrm({ contacts: 1, leads: 1, companies: 1 });

async function connected(): Promise<{ owner: Viewer; ref: { orgId: string; connectionId: string } }> {
  const owner = viewerWith('owner');
  const connectionId = await world.connect(owner);
  const client = await connectClient(world.graph.parts.database.url);
  await createIdentityPerson(client, owner.orgId, {
    email: `owner-${newId()}@alarms.example`,
    permissions: ['crm:connect'],
  });
  await createIdentityPerson(client, owner.orgId, {
    email: `reader-${newId()}@alarms.example`,
    permissions: ['crm:read'],
  });
  await client.end();
  return { owner, ref: { orgId: owner.orgId, connectionId } };
}
/** Mails that wait, sealed as they are. */
const mails = async (orgId: string): Promise<number> => {
  const rows = (await inOrganization(world.deps.source, orgId, (db) =>
    db.query(`SELECT count(*)::int AS n FROM crm.outbox WHERE org_id = $1 AND type = 'mail.requested'`, [
      orgId,
    ]),
  )) as { n: number }[];
  return rows[0]?.n ?? 0;
};

it('writes to those who may connect: at the first failure, and when it works again, once each', async () => {
  const { owner, ref } = await connected();
  const act = (work: Parameters<typeof inOrganization<void>>[2]) =>
    inOrganization(world.deps.source, ref.orgId, work);
  await tellPeople(world.runtime);
  expect(await mails(ref.orgId)).toBe(0);
  await act((db) => markDegraded(db, ref, 'unavailable'));
  await Promise.all([tellPeople(world.runtime), tellPeople(world.runtime)]);
  expect(await mails(ref.orgId)).toBe(1);
  await act((db) => markDegraded(db, ref, 'blocked_html', 60_000)); // a pause is no second failure
  await tellPeople(world.runtime);
  expect(await mails(ref.orgId)).toBe(1);
  const STATE = 'query($id: ID!) { crmConnection(id: $id) { state } }';
  const { crmConnection } = dataOf(await world.graph.execute(owner, STATE, { id: ref.connectionId }));
  expect(crmConnection).toEqual({ state: 'PAUSED' });
  await act((db) => markWell(db, ref));
  await tellPeople(world.runtime);
  await tellPeople(world.runtime);
  expect(await mails(ref.orgId)).toBe(2);
});

it('warns of a long-lived token 30, 7 and 1 days before its end', async () => {
  const { ref } = await connected();
  await inOrganization(world.deps.source, ref.orgId, (db) =>
    db.query(`UPDATE crm.connection_tokens SET expires_at = now() + interval '20 hours' WHERE org_id = $1`, [
      ref.orgId,
    ]),
  );
  const seen: number[] = [];
  for (const daysBefore of [29, 28, 6, 5, 0.2, 0.1]) {
    await tellPeople(world.runtime, new Date(Date.now() - (daysBefore - 0.8) * DAY_MS));
    seen.push(await mails(ref.orgId));
  }
  expect(seen).toEqual([1, 1, 2, 2, 3, 3]);
});
