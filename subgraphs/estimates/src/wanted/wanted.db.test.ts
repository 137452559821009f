import { ESTIMATE_WANTED } from '../../../../schema/events';
import { newId } from '../../../../service-kit/data/ids';
import { consumeEvents } from '../../../../service-kit/outbox/consume';
import { recordEvents } from '../../../../service-kit/outbox/emit';
import { relayEvents } from '../../../../service-kit/outbox/relay';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { silentLogger } from '../../../../service-kit/process/logger';
import { entriesOf } from '../../../../testkit/audit-walk';
import { estimateCases } from '../../../../testkit/estimate-mutations';
import { useEstimates } from '../../../../testkit/estimates';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { wantedEstimates } from './wanted-estimates';

const graph = useEstimates();
const source = () => graph.parts.source;
const told = (orgId: string, type: string) =>
  inOrganization(source(), orgId, async (db) => {
    const sql = `SELECT payload FROM estimates.outbox WHERE org_id = $1 AND type = $2 ORDER BY position`;
    const rows = (await db.query(sql, [orgId, type])) as { payload: Record<string, unknown> }[];
    return rows.map(({ payload }) => payload);
  });

/** As crm would ask for it. */
async function want(orgId: string, wish: object): Promise<void> {
  const payload = {
    runId: newId(),
    leadId: newId(),
    title: 'Offer',
    templateId: null,
    authorId: newId(),
    currency: 'EUR',
    ...wish,
  };
  await inOrganization(source(), orgId, (db) => recordEvents(db, orgId, ESTIMATE_WANTED, [payload]));
  const part = { name: 'estimates', source: source(), consumers: [wantedEstimates] };
  await relayEvents(part, [part], orgId);
  await consumeEvents(part, wantedEstimates, orgId, silentLogger());
}
const LIST =
  '{ estimates(first: 5) { edges { node { id title status author { id } currency lead { id } } } } }';

it('makes the draft that a rule wants, as its author’s, and tells what came of it', async () => {
  const owner = viewerWith('owner');
  const [leadId, authorId, runId] = [newId(), newId(), newId()];
  await want(owner.orgId, { runId, leadId, authorId });
  const { edges } = dataOf(await graph.execute(owner, LIST)).estimates;
  expect(edges).toEqual([
    {
      node: {
        id: expect.any(String),
        title: 'Offer',
        status: 'DRAFT',
        author: { id: authorId },
        currency: 'EUR',
        lead: { id: leadId },
      },
    },
  ]);
  const event = { runId, estimateId: edges[0].node.id, error: null };
  expect((await told(owner.orgId, 'estimates.estimate-made')).at(-1)).toEqual(event);
  const noted = (await entriesOf(graph, owner.orgId)).filter(({ action }) => action === 'createEstimate');
  expect(noted).toEqual([expect.objectContaining({ actor_kind: 'RULE', actor_id: runId })]);
});

it('says why it could not be made, and makes nothing', async () => {
  const owner = viewerWith('owner');
  const runId = newId();
  await want(owner.orgId, { runId, templateId: newId() });
  expect(dataOf(await graph.execute(owner, LIST)).estimates.edges).toEqual([]);
  expect((await told(owner.orgId, 'estimates.estimate-made')).at(-1)).toEqual({
    runId,
    estimateId: null,
    error: { code: 'ESTIMATE_NOT_FOUND', message: expect.any(String) },
  });
});

it('tells other subgraphs when an estimate is moved', async () => {
  const owner = viewerWith('owner');
  const { input } = await estimateCases(graph)['sendEstimate']!(owner);
  const send =
    'mutation($input: SendEstimateInput!) { sendEstimate(input: $input) { estimate { id number } userErrors { code } } }';
  const { estimate } = dataOf(await graph.execute(owner, send, { input })).sendEstimate;
  expect((await told(owner.orgId, 'estimates.estimate-moved')).at(-1)).toMatchObject({
    estimateId: estimate.id,
    number: estimate.number,
    from: 'DRAFT',
    status: 'SENT',
    payable: expect.stringMatching(/^\d+\.\d+$/),
  });
});
