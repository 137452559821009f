import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useEstimates } from '../../../../testkit/estimates';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();

async function namesOf(viewer: Viewer, id: string): Promise<string> {
  const answer = await graph.execute(
    viewer,
    `{ estimate(id: "${id}") { positions { name } sections { name positions { name } } } }`,
  );
  const { positions, sections } = dataOf(answer).estimate;
  const names = (rows: { name: string }[]) => rows.map(({ name }) => name).join(' ');
  return [
    names(positions),
    ...sections.map((section: { name: string; positions: { name: string }[] }) => {
      return `${section.name}(${names(section.positions)})`;
    }),
  ].join(' ');
}

const named = (...names: string[]) => names.map((name) => ({ name, unitPrice: '1' }));

describe('movePosition, copyPosition, removePosition', () => {
  it('move a position within its section, into another and out of it', async () => {
    const manager = viewerWith('manager');
    const { id, positions, sections } = await graph.estimate(manager, {
      positions: named('A', 'B', 'C'),
      sections: [{ name: 'S', positions: named('X') }],
    });
    const [a, b, c] = positions.map((position) => position.id);
    const sectionId = sections[0]?.id;
    const move = (input: object) => graph.mutate(manager, 'movePosition', input);
    await move({ id: a, afterId: b });
    expect(await namesOf(manager, id)).toBe('B A C S(X)');
    await move({ id: c, beforeId: b });
    expect(await namesOf(manager, id)).toBe('C B A S(X)');
    await move({ id: b, sectionId, beforeId: sections[0]?.positions[0]?.id });
    expect(await namesOf(manager, id)).toBe('C A S(B X)');
    await move({ id: b, sectionId: null });
    expect(await namesOf(manager, id)).toBe('C A B S(X)');
    expect(await move({ id: b, afterId: sections[0]?.positions[0]?.id })).toMatchObject({
      userErrors: [{ code: 'POSITION_NOT_FOUND', path: ['afterId'] }],
    });
  });

  it('write one row for a move', async () => {
    const manager = viewerWith('manager');
    const { positions } = await graph.estimate(manager, { positions: named('A', 'B', 'C', 'D') });
    const versions = async () => {
      const sql =
        'SELECT count(*)::int AS moved FROM estimates.positions WHERE rank NOT IN (0, 1073741824, 2147483648, 3221225472)';
      return graph.parts.source.transaction(async (db) => {
        await db.query(`SELECT set_config('app.org_id', $1, true)`, [manager.orgId]);
        return db.query(sql);
      });
    };
    await graph.mutate(manager, 'movePosition', { id: positions[3]?.id, afterId: positions[0]?.id });
    expect(await versions()).toEqual([{ moved: 1 }]);
  });

  it('copy a position right after it, or elsewhere', async () => {
    const manager = viewerWith('manager');
    const { id, positions, sections } = await graph.estimate(manager, {
      positions: named('A', 'B'),
      sections: [{ name: 'S', positions: named('X') }],
    });
    const { position, estimate } = await graph.mutate(
      manager,
      'copyPosition',
      { id: positions[0]?.id },
      'position { id name version } estimate { totals { net { amount } } }',
    );
    expect(position).toEqual({
      id: expect.not.stringMatching(String(positions[0]?.id)),
      name: 'A',
      version: 1,
    });
    expect(estimate.totals.net.amount).toBe('4.00');
    await graph.mutate(manager, 'copyPosition', { id: positions[0]?.id, sectionId: sections[0]?.id });
    expect(await namesOf(manager, id)).toBe('A A B S(X A)');
  });

  it('remove a position, and the totals follow', async () => {
    const manager = viewerWith('manager');
    const { positions } = await graph.estimate(manager, { positions: named('A', 'B') });
    const input = { id: positions[0]?.id };
    const fields = 'removedId estimate { positions { name } totals { net { amount } } }';
    expect(await graph.mutate(manager, 'removePosition', input, fields)).toMatchObject({
      removedId: input.id,
      estimate: { positions: [{ name: 'B' }], totals: { net: { amount: '1.00' } } },
    });
    expect(codes(await graph.tryMutate(manager, 'removePosition', input))).toEqual(['NOT_FOUND']);
  });

  it('tell the current version when another one was expected', async () => {
    const manager = viewerWith('manager');
    const { positions } = await graph.estimate(manager, { positions: named('A') });
    for (const name of ['updatePosition', 'movePosition', 'removePosition']) {
      const answer = await graph.tryMutate(manager, name, { id: positions[0]?.id, expectedVersion: 9 });
      expect(answer.errors[0]?.extensions).toEqual({
        code: 'CONFLICT',
        expectedVersion: 9,
        currentVersion: 1,
      });
    }
  });

  it('keep the order a list would have after many moves to one place', async () => {
    const manager = viewerWith('manager');
    const names = Array.from({ length: 6 }, (_, index) => `P${index}`);
    const { id, positions } = await graph.estimate(manager, { positions: named(...names) });
    const model = positions.map((position, index) => ({ id: position.id, name: names[index] as string }));
    // Always into the same gap, which thirty halvings use up.
    for (let turn = 0; turn < 40; turn += 1) {
      const [moved] = model.splice(2 + (turn % 4), 1) as [{ id: string; name: string }];
      await graph.mutate(manager, 'movePosition', { id: moved.id, afterId: model[0]?.id });
      model.splice(1, 0, moved);
    }
    expect(await namesOf(manager, id)).toBe(model.map(({ name }) => name).join(' '));
  });
});
