import { migrateAllUp, migrateOneDown } from '../main/migrations';
import { inOrganization } from '../service-kit/postgres/database';
import { useEstimates } from '../testkit/estimates';
import { dataOf } from '../testkit/subgraph';
import { viewerWith } from '../testkit/tokens';
import { Position } from '../subgraphs/estimates/src/positions/position.entity';

const graph = useEstimates();

/** The migration that stores what was calculated at each read before. */
const MIGRATION = 'estimates: KeepResults1796600000114';

it('stores the amounts of all that was there before, and a snapshot of what was sent', async () => {
  const manager = viewerWith('manager');
  const onCost = { name: 'Overheads', kind: 'MARKUP', value: '10', base: 'COST' };
  const haste = { name: 'Haste', kind: 'MARKUP', value: '12.5' };
  const positions = [
    { name: 'Survey', unitPrice: '50', unitCost: '20' },
    { name: 'Paint', quantity: '2.333333', unitPrice: '10.10', unitCost: '5', taxRate: '7' },
  ];
  const draft = await graph.estimate(manager, { positions, adjustments: [haste] });
  const sent = await graph.estimate(manager, {
    sections: [{ name: 'S', positions }],
    adjustments: [haste, onCost],
  });
  await graph.mutate(manager, 'sendEstimate', { id: sent.id });
  const { orgId } = manager;
  const amounts = () =>
    inOrganization(graph.parts.source, orgId, (db) => db.find(Position, { order: { id: 'ASC' } }));
  const before = await amounts();
  expect(before.some(({ costShare }) => costShare !== '0.0000')).toBe(true);

  const { url } = graph.parts.database;
  while ((await migrateOneDown(url, 'estimates')) !== MIGRATION);
  await migrateAllUp(url);

  expect(await amounts()).toEqual(before);
  const verified = await graph.execute(
    manager,
    `{ sent: verifyEstimate(id: "${sent.id}") { intact } draft: verifyEstimate(id: "${draft.id}") { intact } }`,
  );
  expect(dataOf(verified)).toEqual({ sent: { intact: true }, draft: null });
});
