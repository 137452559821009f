import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useEstimates, type MadeEstimate } from '../../../../testkit/estimates';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { Position } from '../positions/position.entity';
import { Section } from '../sections/section.entity';
import { settleContent } from './draft-totals';
import { Estimate } from '../estimates/estimate.entity';

const graph = useEstimates();

const together = <T>(count: number, act: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => act(index)));

/** Fails when any stored amount is not what the stored content comes to. */
async function expectSettled(viewer: Viewer, id: string): Promise<void> {
  const content = await inOrganization(graph.parts.source, viewer.orgId, async (db) => ({
    estimate: await db.findOneByOrFail(Estimate, { id }),
    sections: await db.findBy(Section, { estimateId: id }),
    positions: await db.findBy(Position, { estimateId: id }),
  }));
  const stored = JSON.stringify(content.estimate);
  expect(settleContent(content).moved).toEqual([]);
  expect(JSON.stringify(content.estimate)).toBe(stored);
}

it('keeps every one of ten positions added at once, and the total of all', async () => {
  const manager = viewerWith('manager');
  const { id } = await graph.estimate(manager, {
    adjustments: [{ name: 'Off', kind: 'DISCOUNT', value: '10' }],
  });
  const payloads = await together(10, (index) =>
    graph.mutate(manager, 'addPosition', { estimateId: id, name: `P${index}`, unitPrice: `${index + 1}.11` }),
  );
  expect(payloads.flatMap(({ userErrors }) => userErrors)).toEqual([]);
  const query = `{ estimate(id: "${id}") { version totals { subtotal { amount } net { amount } } positions { id } } }`;
  const { estimate } = dataOf(await graph.execute(manager, query));
  expect(estimate).toMatchObject({
    version: 11,
    totals: { subtotal: { amount: '56.10' }, net: { amount: '50.49' } },
  });
  expect(estimate.positions).toHaveLength(10);
  await expectSettled(manager, id);
});

it('lets one of two sendings at once move the estimate', async () => {
  const manager = viewerWith('manager');
  const { id } = await graph.estimate(manager, { positions: [{ name: 'P', unitPrice: '1' }] });
  const payloads = await together(2, () => graph.mutate(manager, 'sendEstimate', { id }));
  const refused = payloads.flatMap(({ userErrors }) => userErrors.map(({ code }) => code));
  expect(refused).toEqual(['ILLEGAL_STATUS_MOVE']);
  const { estimate } = dataOf(await graph.execute(manager, `{ estimate(id: "${id}") { history { to } } }`));
  expect(estimate.history).toEqual([{ to: 'DRAFT' }, { to: 'SENT' }]);
});

it('sends what a position added at the same time leaves it, or refuses the position', async () => {
  const manager = viewerWith('manager');
  for (let round = 0; round < 5; round += 1) {
    const { id } = await graph.estimate(manager, { positions: [{ name: 'P', unitPrice: '1' }] });
    const [added, sent] = await Promise.all([
      graph.mutate(manager, 'addPosition', { estimateId: id, name: 'Late', unitPrice: '5' }),
      graph.mutate(manager, 'sendEstimate', { id }),
    ]);
    expect(sent.userErrors).toEqual([]);
    const { estimate } = dataOf(
      await graph.execute(
        manager,
        `{ estimate(id: "${id}") { totals { net { amount } } positions { name } } }`,
      ),
    );
    const wasAdded = added.userErrors.length === 0;
    if (!wasAdded) expect(added.userErrors[0]?.code).toBe('ESTIMATE_NOT_DRAFT');
    expect(estimate.positions).toHaveLength(wasAdded ? 2 : 1);
    expect(estimate.totals.net.amount).toBe(wasAdded ? '6.00' : '1.00');
    await expectSettled(manager, id);
  }
});

it('lets one of five edits of the same version through', async () => {
  const manager = viewerWith('manager');
  const { positions } = await graph.estimate(manager, { positions: [{ name: 'P', unitPrice: '1' }] });
  const answers = await together(5, (index) =>
    graph.tryMutate(manager, 'updatePosition', {
      id: positions[0]?.id,
      unitPrice: `${index + 2}`,
      expectedVersion: 1,
    }),
  );
  expect(answers.flatMap(codes)).toEqual(Array(4).fill('CONFLICT'));
});

it('gives ten estimates sent at once ten numbers in a row', async () => {
  const manager = viewerWith('manager');
  const made = await together(10, () =>
    graph.estimate(manager, { positions: [{ name: 'P', unitPrice: '1' }] }),
  );
  const sent = await together(10, (index) =>
    graph.mutate(manager, 'sendEstimate', { id: made[index]?.id }, 'estimate { number }'),
  );
  const year = new Date().getUTCFullYear();
  expect(sent.map(({ estimate }) => estimate.number).sort()).toEqual(
    Array.from({ length: 10 }, (_, index) => `${year}-${String(index + 1).padStart(6, '0')}`),
  );
});

it('moves estimates into a project and out, and deletes the project meanwhile, without an error of its own', async () => {
  const manager = viewerWith('manager');
  const race = async () => {
    const { project } = await graph.mutate(manager, 'createProject', { name: 'P' }, 'project { id }');
    const estimates = await together(2, () => graph.estimate(manager, { projectId: project.id }));
    const [a, b] = estimates as [MadeEstimate, MadeEstimate];
    const answers = await Promise.all([
      graph.tryMutate(manager, 'updateEstimate', { id: a.id, projectId: project.id, title: 'A' }),
      graph.tryMutate(manager, 'deleteProject', { id: project.id }),
      graph.tryMutate(manager, 'duplicateEstimate', { id: b.id }),
      graph.tryMutate(manager, 'updateEstimate', { id: b.id, projectId: project.id }),
    ]);
    const refused = answers.flatMap((answer) =>
      Object.values(dataOf(answer) as Record<string, { userErrors: { code: string }[] }>).flatMap(
        ({ userErrors }) => userErrors.map(({ code }) => code),
      ),
    );
    expect(refused.filter((code) => code !== 'PROJECT_NOT_FOUND')).toEqual([]);
  };
  for (let round = 0; round < 9; round += 1) await together(5, race);
});

it('keeps moves, edits and removals at once consistent', async () => {
  const manager = viewerWith('manager');
  const { id, sections } = await graph.estimate(manager, {
    sections: [
      {
        name: 'A',
        positions: [
          { name: '1', unitPrice: '1' },
          { name: '2', unitPrice: '2' },
        ],
      },
      { name: 'B', positions: [{ name: '3', unitPrice: '3' }] },
    ],
  });
  const [a, b] = sections as [(typeof sections)[number], (typeof sections)[number]];
  const answers = await Promise.all([
    graph.tryMutate(manager, 'moveSection', { id: a.id, parentId: b.id }),
    graph.tryMutate(manager, 'moveSection', { id: b.id, parentId: a.id }),
    graph.tryMutate(manager, 'movePosition', { id: a.positions[0]?.id, sectionId: b.id }),
    graph.tryMutate(manager, 'removePosition', { id: a.positions[1]?.id }),
    graph.tryMutate(manager, 'updatePosition', { id: b.positions[0]?.id, quantity: '7' }),
  ]);
  const refused = answers.flatMap((answer) =>
    Object.values(dataOf(answer) as Record<string, { userErrors: { code: string }[] }>).flatMap(
      ({ userErrors }) => userErrors.map(({ code }) => code),
    ),
  );
  expect(refused).toEqual(['SECTION_CYCLE']);
  await expectSettled(manager, id);
});
