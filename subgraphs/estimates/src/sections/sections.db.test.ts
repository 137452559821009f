import { newId } from '../../../../service-kit/data/ids';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useEstimates } from '../../../../testkit/estimates';
import type { Payload } from '../../../../testkit/mutations';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const SECTION = `section { id parentId name description depth version total { amount } adjustments { id name amount { amount } } }`;

const add = async (viewer: Viewer, input: object): Promise<Payload> =>
  graph.mutate(viewer, 'addSection', { name: 'Section', ...input }, SECTION);

/** Makes sections by name and answers their ids. */
async function sectionsNamed(viewer: Viewer, estimateId: string, ...names: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) ids.push((await add(viewer, { estimateId, name }))['section'].id);
  return ids;
}

/** The tree as text: `A(B C(D))`. */
async function treeOf(viewer: Viewer, id: string): Promise<string> {
  const answer = await graph.execute(
    viewer,
    `{ estimate(id: "${id}") { allSections { id parentId name depth } } }`,
  );
  const all: { id: string; parentId: string | null; name: string }[] = dataOf(answer).estimate.allSections;
  const write = (parentId: string | null): string =>
    all
      .filter((section) => section.parentId === parentId)
      .map(({ id, name }) => `${name}${write(id) && `(${write(id)})`}`)
      .join(' ');
  return write(null);
}

describe('addSection', () => {
  it('puts a section last, or right before or after another', async () => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager);
    const [a] = await sectionsNamed(manager, id, 'A', 'B');
    await add(manager, { estimateId: id, name: 'after A', afterId: a });
    await add(manager, { estimateId: id, name: 'before A', beforeId: a });
    await add(manager, { estimateId: id, name: 'in A', parentId: a });
    expect(await treeOf(manager, id)).toBe('before A A(in A) after A B');
  });

  it.each([
    [{ name: ' ' }, 'REQUIRED', 'name'],
    [{ description: 'x'.repeat(5001) }, 'TOO_LONG', 'description'],
    [{ parentId: newId() }, 'SECTION_NOT_FOUND', 'parentId'],
    [{ parentId: 'x' }, 'SECTION_NOT_FOUND', 'parentId'],
    [{ afterId: newId() }, 'SECTION_NOT_FOUND', 'afterId'],
    [{ beforeId: 'x' }, 'SECTION_NOT_FOUND', 'beforeId'],
    [{ afterId: newId(), beforeId: newId() }, 'AFTER_AND_BEFORE', 'afterId'],
    [
      { adjustments: [{ name: 'Off', kind: 'DISCOUNT', value: '-5' }] },
      'BELOW_MINIMUM',
      'adjustments.0.value',
    ],
    [
      { adjustments: Array(21).fill({ name: 'Off', kind: 'DISCOUNT', value: '1' }) },
      'TOO_MANY_ITEMS',
      'adjustments',
    ],
  ])('refuses %j', async (input, code, path) => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager);
    const payload = await add(manager, { estimateId: id, ...input });
    expect(payload).toMatchObject({ section: null, userErrors: [{ code, path: path.split('.') }] });
  });

  it('refuses a ninth level', async () => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager);
    let parentId: string | null = null;
    for (let level = 1; level <= 8; level += 1) {
      parentId = (await add(manager, { estimateId: id, parentId }))['section'].id;
    }
    expect(await add(manager, { estimateId: id, parentId })).toMatchObject({
      userErrors: [{ code: 'SECTIONS_TOO_DEEP', path: ['parentId'] }],
    });
  });

  it("takes no section of another estimate, of the same organisation's or another's", async () => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager);
    for (const viewer of [manager, viewerWith('manager')]) {
      const other = await graph.estimate(viewer, { sections: [{ name: 'Other' }] });
      expect(await add(manager, { estimateId: id, parentId: other.sections[0]?.id })).toMatchObject({
        userErrors: [{ code: 'SECTION_NOT_FOUND', path: ['parentId'] }],
      });
    }
  });
});

describe('updateSection', () => {
  it('changes what is given, and its adjustments move the totals', async () => {
    const manager = viewerWith('manager');
    const sections = [{ name: 'Walls', description: 'All', positions: [{ name: 'P', unitPrice: '100' }] }];
    const { id, sections: made } = await graph.estimate(manager, { sections });
    const input = {
      id: made[0]?.id,
      name: 'Ceilings',
      adjustments: [{ name: 'Height', kind: 'MARKUP', value: '15' }],
    };
    const { section, estimate } = await graph.mutate(
      manager,
      'updateSection',
      { ...input, expectedVersion: 1 },
      `${SECTION} estimate { id version totals { sectionAdjustments { amount } net { amount } } }`,
    );
    expect(section).toMatchObject({
      name: 'Ceilings',
      description: 'All',
      version: 2,
      total: { amount: '115.00' },
      adjustments: [{ name: 'Height', amount: { amount: '15.00' } }],
    });
    expect(estimate).toEqual({
      id,
      version: 2,
      totals: { sectionAdjustments: { amount: '15.00' }, net: { amount: '115.00' } },
    });
  });

  it('tells the current version when another one was expected', async () => {
    const manager = viewerWith('manager');
    const { sections } = await graph.estimate(manager, { sections: [{ name: 'S' }] });
    for (const name of ['updateSection', 'moveSection', 'removeSection']) {
      const answer = await graph.tryMutate(manager, name, { id: sections[0]?.id, expectedVersion: 9 });
      expect(answer.errors[0]?.extensions).toEqual({
        code: 'CONFLICT',
        expectedVersion: 9,
        currentVersion: 1,
      });
    }
  });
});

describe('moveSection', () => {
  it('moves a section with all that is in it', async () => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager);
    const [a, b, c] = await sectionsNamed(manager, id, 'A', 'B', 'C');
    await add(manager, { estimateId: id, name: 'D', parentId: c });
    const move = (input: object) => graph.mutate(manager, 'moveSection', input);
    await move({ id: c, parentId: a });
    expect(await treeOf(manager, id)).toBe('A(C(D)) B');
    await move({ id: c, parentId: null, beforeId: a });
    expect(await treeOf(manager, id)).toBe('C(D) A B');
    await move({ id: c, afterId: b });
    expect(await treeOf(manager, id)).toBe('A B C(D)');
    await move({ id: a });
    expect(await treeOf(manager, id)).toBe('B C(D) A');
  });

  it('refuses to put a section into itself or into what is in it', async () => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager);
    const [a] = await sectionsNamed(manager, id, 'A');
    const child = (await add(manager, { estimateId: id, name: 'B', parentId: a }))['section'].id;
    for (const parentId of [a, child]) {
      expect(await graph.mutate(manager, 'moveSection', { id: a, parentId })).toMatchObject({
        userErrors: [{ code: 'SECTION_CYCLE', path: ['parentId'] }],
      });
    }
    expect(await treeOf(manager, id)).toBe('A(B)');
  });

  it('refuses to nest deeper than eight levels', async () => {
    const manager = viewerWith('manager');
    const deep = (levels: number): object => ({
      name: 'L',
      ...(levels > 1 ? { sections: [deep(levels - 1)] } : {}),
    });
    const { sections } = await graph.estimate(manager, { sections: [deep(8), deep(1)] });
    const [from, to] = sections.map((section) => section.id);
    expect(await graph.mutate(manager, 'moveSection', { id: from, parentId: to })).toMatchObject({
      userErrors: [{ code: 'SECTIONS_TOO_DEEP', path: ['parentId'] }],
    });
  });

  it('refuses a sibling that lies elsewhere', async () => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager);
    const [a, b] = await sectionsNamed(manager, id, 'A', 'B');
    expect(await graph.mutate(manager, 'moveSection', { id: a, parentId: b, afterId: b })).toMatchObject({
      userErrors: [{ code: 'SECTION_NOT_FOUND', path: ['afterId'] }],
    });
  });
});

describe('removeSection', () => {
  it('removes a section with its sections and positions, and the totals follow', async () => {
    const manager = viewerWith('manager');
    const inner = { name: 'Inner', positions: [{ name: 'P', unitPrice: '5' }] };
    const { sections } = await graph.estimate(manager, {
      positions: [{ name: 'Stays', unitPrice: '1' }],
      sections: [{ name: 'Goes', sections: [inner], positions: [{ name: 'P', unitPrice: '10' }] }],
    });
    const payload = await graph.mutate(
      manager,
      'removeSection',
      { id: sections[0]?.id },
      'removedId estimate { allSections { name } allPositions { totalCount } totals { net { amount } } }',
    );
    expect(payload).toMatchObject({
      removedId: sections[0]?.id,
      estimate: { allSections: [], allPositions: { totalCount: 1 }, totals: { net: { amount: '1.00' } } },
    });
  });
});

it("changes no section of another organisation's, and needs estimates:write", async () => {
  const manager = viewerWith('manager');
  const { id, sections } = await graph.estimate(manager, { sections: [{ name: 'S' }] });
  const attempts: [string, object][] = [
    ['addSection', { estimateId: id, name: 'Mine' }],
    ['updateSection', { id: sections[0]?.id, name: 'Mine' }],
    ['moveSection', { id: sections[0]?.id }],
    ['removeSection', { id: sections[0]?.id }],
  ];
  for (const [name, input] of attempts) {
    const foreign = await graph.tryMutate(viewerWith('owner'), name, input);
    expect([name, ...codes(foreign)]).toEqual([name, 'NOT_FOUND']);
    const reader = await graph.tryMutate(viewerWith('viewer', manager.orgId), name, input);
    expect([name, ...codes(reader)]).toEqual([name, 'FORBIDDEN']);
  }
  expect(await treeOf(manager, id)).toBe('S');
});
