import { newId } from '../../../../service-kit/data/ids';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { createSpending } from '../../../../service-kit/subgraph/spending';
import { useEstimates, type MadeEstimate } from '../../../../testkit/estimates';
import { codes, dataOf, factsFor } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const WALLS = {
  name: 'Walls',
  adjustments: [{ name: 'Overheads', kind: 'MARKUP', value: '10' }],
  positions: [
    { name: 'Wall', variable: 'wall', formula: 'length * height - door', unitPrice: '10', unit: 'м2' },
    { name: 'Paint', formula: 'wall * rate', unitPrice: '2', unitCost: '1' },
  ],
  sections: [
    { name: 'Slopes', positions: [{ name: 'Slope', formula: 'max(wall, length)', unitPrice: '1' }] },
  ],
};
const CONTENT = {
  parameters: [
    { name: 'length', label: 'Длина', value: '5' },
    { name: 'height', value: '3' },
  ],
  positions: [
    { name: 'Door', variable: 'door', quantity: '2', unitPrice: '100' },
    { name: 'Rate', variable: 'rate', quantity: '0.5', unitPrice: '0' },
  ],
  sections: [WALLS, { name: 'Last', positions: [{ name: 'X', unitPrice: '1' }] }],
};
interface Line {
  name: string;
  quantity: string;
  formula: string | null;
  variable: string | null;
}
interface Part {
  id: string;
  originId: string;
  name: string;
  total: { amount: string };
  adjustments: { id: string; amount: { amount: string } }[];
  positions: Line[];
  sections: Part[];
}
const PART =
  'id originId name total { amount } adjustments { id amount { amount } } positions { name quantity formula variable }';
const WHOLE = `id version parameters { name label value } totals { total { amount } } sections { ${PART} sections { ${PART} sections { ${PART} } } }`;
const whole = async (
  viewer: Viewer,
  id: string,
): Promise<{ version: number; parameters: object[]; sections: Part[] }> =>
  dataOf(await graph.execute(viewer, `{ estimate(id: "${id}") { ${WHOLE} } }`)).estimate;
const copy = (viewer: Viewer, input: object) =>
  graph.mutate(
    viewer,
    'copySections',
    input,
    `sections { name } estimate { id version } source { id version }`,
  );
const wallsOf = ({ sections }: MadeEstimate): string => sections[0]?.id as string;
const lines = ({ positions, sections }: Part): unknown[] =>
  [...positions, ...(sections[0]?.positions ?? [])].map((line) => [
    line.quantity,
    line.formula,
    line.variable,
  ]);

it('copies a section within its estimate: names lead to the copies, and what stands outside is the same', async () => {
  const manager = viewerWith('manager');
  const made = await graph.estimate(manager, CONTENT);
  const answer = await copy(manager, { ids: [wallsOf(made)], expectedVersion: made.version });
  expect(answer).toMatchObject({ userErrors: [], sections: [{ name: 'Walls' }], source: { id: made.id } });
  const { sections, parameters, version } = await whole(manager, made.id);
  expect([version, parameters.length]).toEqual([made.version + 1, 2]);
  expect(sections.map(({ name }) => name)).toEqual(['Walls', 'Walls', 'Last']);
  const [original, made2] = sections as [Part, Part];
  expect(lines(original)).toEqual([
    ['13', 'length * height - door', 'wall'],
    ['6.5', 'wall * rate', null],
    ['13', 'max(wall, length)', null],
  ]);
  expect(lines(made2)).toEqual([
    ['13', 'length * height - door', 'wall_2'],
    ['6.5', 'wall_2 * rate', null],
    ['13', 'max(wall_2, length)', null],
  ]);
  expect(made2.total).toEqual(original.total);
  expect(made2.adjustments[0]?.amount).toEqual(original.adjustments[0]?.amount);
  expect(made2.adjustments[0]?.id).not.toBe(original.adjustments[0]?.id);
  expect(made2.originId).not.toBe(original.originId);
});

it('copies into another draft, with what formulas take from outside as parameters, whatever they are called there', async () => {
  const manager = viewerWith('manager');
  const from = await graph.estimate(manager, CONTENT);
  await graph.mutate(manager, 'sendEstimate', { id: from.id, acknowledgedWarnings: [] });
  const into = await graph.estimate(manager, {
    parameters: [
      { name: 'length', value: '5.0' },
      { name: 'height', value: '100' },
      { name: 'wall', value: '7' },
    ],
    positions: [{ name: 'Its door', variable: 'door', quantity: '50', unitPrice: '1' }],
    sections: [{ name: 'There' }],
  });
  const ids = [from.sections[1]?.id, wallsOf(from)];
  const answer = await copy(manager, {
    ...{ ids, estimateId: into.id, parentId: into.sections[0]?.id },
    ...{ expectedVersion: into.version },
  });
  expect(answer).toMatchObject({ userErrors: [], sections: [{ name: 'Last' }, { name: 'Walls' }] });
  const { sections, parameters } = await whole(manager, into.id);
  expect(sections[0]?.sections.map(({ name }) => name)).toEqual(['Last', 'Walls']);
  expect(lines(sections[0]?.sections[1] as Part)).toEqual([
    ['13', 'length * height_2 - door_2', 'wall_2'],
    ['6.5', 'wall_2 * rate', null],
    ['13', 'max(wall_2, length)', null],
  ]);
  expect(parameters.slice(3)).toEqual([
    { name: 'height_2', label: null, value: '3' },
    { name: 'door_2', label: 'Door', value: '2' },
    { name: 'rate', label: 'Rate', value: '0.5' },
  ]);
});

it('moves a section into another draft, in one step, and leaves all where a formula still takes from it', async () => {
  const manager = viewerWith('manager');
  const from = await graph.estimate(manager, CONTENT);
  const into = await graph.estimate(manager);
  const move = { ids: [wallsOf(from)], estimateId: into.id, removeOriginals: true };
  const { userErrors } = await graph.mutate(manager, 'addPosition', {
    ...{ estimateId: from.id, name: 'Of walls', formula: 'wall + 1' },
  });
  expect(userErrors).toEqual([]);
  expect((await copy(manager, move)).userErrors).toMatchObject([
    { code: 'FORMULA_UNKNOWN_NAME', message: expect.stringContaining('Of walls') },
  ]);
  expect((await whole(manager, into.id)).sections).toEqual([]);
  const { positions } = dataOf(
    await graph.execute(manager, `{ estimate(id: "${from.id}") { positions { id } } }`),
  ).estimate;
  await graph.mutate(manager, 'removePosition', { id: positions.at(-1).id });
  const before = (await whole(manager, from.id)).sections[0];
  expect((await copy(manager, move)).userErrors).toEqual([]);
  expect((await whole(manager, from.id)).sections.map(({ name }) => name)).toEqual(['Last']);
  const [moved] = (await whole(manager, into.id)).sections;
  expect([moved?.total, lines(moved as Part)]).toEqual([before?.total, lines(before as Part)]);
});

it('copies into itself, and tells what does not fit', async () => {
  const manager = viewerWith('manager');
  const from = await graph.estimate(manager, CONTENT);
  const [walls, last] = from.sections.map(({ id }) => id) as [string, string];
  expect((await copy(manager, { ids: [walls], parentId: walls })).userErrors).toEqual([]);
  const [whole1] = (await whole(manager, from.id)).sections;
  expect(whole1?.sections.map(({ name }) => name)).toEqual(['Slopes', 'Walls']);
  const dollars = await graph.estimate(manager, { currency: 'USD' });
  const inclusive = await graph.estimate(manager, { taxMode: 'INCLUSIVE' });
  const foreign = await graph.estimate(viewerWith('owner'), CONTENT);
  const sent = await graph.estimate(manager, { positions: [{ name: 'A', unitPrice: '1' }] });
  await graph.mutate(manager, 'sendEstimate', { id: sent.id });
  const slopes = whole1?.sections[0]?.id;
  for (const [input, code, path] of [
    [{ ids: [] }, 'REQUIRED', 'ids'],
    [{ ids: Array(51).fill(walls) }, 'TOO_MANY_ITEMS', 'ids'],
    [{ ids: [walls, walls.toUpperCase()] }, 'DUPLICATE_ID', 'ids.1'],
    [{ ids: [last, 'x'] }, 'SECTION_NOT_FOUND', 'ids.1'],
    [{ ids: [last, wallsOf(foreign)] }, 'SECTION_NOT_FOUND', 'ids.1'],
    [{ ids: [walls, slopes] }, 'SECTIONS_NESTED', 'ids.1'],
    [{ ids: [last], parentId: newId() }, 'SECTION_NOT_FOUND', 'parentId'],
    [{ ids: [last], afterId: newId() }, 'SECTION_NOT_FOUND', 'afterId'],
    [{ ids: [last], removeOriginals: true }, 'USE_MOVE_SECTION', 'removeOriginals'],
    [{ ids: [last], estimateId: dollars.id }, 'CURRENCY_DIFFERS', 'estimateId'],
    [{ ids: [last], estimateId: inclusive.id }, 'TAX_MODE_DIFFERS', 'estimateId'],
    [{ ids: [last], estimateId: sent.id }, 'ESTIMATE_NOT_DRAFT', 'estimateId'],
  ] as const)
    expect([code, (await copy(manager, input)).userErrors]).toMatchObject([
      code,
      [{ code, path: path.split('.') }],
    ]);
  for (const [input, code] of [
    [{ ids: [last], expectedVersion: 1 }, 'CONFLICT'],
    [{ ids: [last], estimateId: foreign.id }, 'NOT_FOUND'],
    [{ ids: [last], estimateId: inclusive.id, expectedVersion: 9 }, 'CONFLICT'],
    [{ ids: [last], estimateId: inclusive.id, expectedSourceVersion: 9 }, 'CONFLICT'],
  ] as const)
    expect(codes(await graph.tryMutate(manager, 'copySections', input))).toEqual([code]);
});

it('copies nothing of prices that are made of costs for who may not see costs', async () => {
  const manager = viewerWith('manager');
  const adjustments = [{ name: 'O', kind: 'MARKUP', value: '10', base: 'COST' }];
  const from = await graph.estimate(manager, { ...CONTENT, adjustments });
  const into = await graph.estimate(manager);
  const permissions = new Set([...manager.permissions].filter((each) => !each.startsWith('costs:')));
  const input = { ids: [wallsOf(from)], estimateId: into.id };
  expect(codes(await graph.tryMutate({ ...manager, permissions }, 'copySections', input))).toEqual([
    'FORBIDDEN',
  ]);
});

it('holds the eight levels and the ten thousand lines', async () => {
  const manager = viewerWith('manager');
  const into = await graph.estimate(manager);
  let parentId: string | null = null;
  for (let level = 1; level <= 8; level += 1) {
    const input = { estimateId: into.id, parentId, name: String(level) };
    const { section } = await graph.mutate(manager, 'addSection', input, 'section { id }');
    parentId = section.id as string;
    if (level === 7) {
      const input = { ids: [parentId], parentId, estimateId: into.id };
      expect((await copy(manager, input)).userErrors).toEqual([]);
    }
  }
  expect((await copy(manager, { ids: [parentId], parentId })).userErrors).toMatchObject([
    { code: 'SECTIONS_TOO_DEEP', path: ['parentId'] },
  ]);
});

it('lets two drafts copy into each other at once', async () => {
  const manager = viewerWith('manager');
  const [a, b] = [await graph.estimate(manager, CONTENT), await graph.estimate(manager, CONTENT)];
  const pairs = [
    [a, b],
    [b, a],
    [a, b],
    [b, a],
  ] as const;
  const done = await Promise.all(
    pairs.map(([from, into]) => copy(manager, { ids: [wallsOf(from)], estimateId: into.id })),
  );
  expect(done.map(({ userErrors }) => userErrors)).toEqual([[], [], [], []]);
  expect((await whole(manager, a.id)).sections).toHaveLength(4);
});

it('costs what the copied lines cost', async () => {
  const manager = viewerWith('manager');
  const { id, sections } = await graph.estimate(manager, CONTENT);
  const spending = createSpending(5);
  const copies = (alias: string) =>
    `${alias}: copySections(input: { ids: ["${sections[0]?.id}"] }) { userErrors { code } }`;
  const answer = await graph.executeWithFacts(
    { ...factsFor(graph.parts.tokens.sign(manager)), spending },
    `mutation { ${copies('a')} ${copies('b')} }`,
  );
  expect(codes(answer)).toEqual(['COST_LIMIT_EXCEEDED']); // three lines each
  expect((await whole(manager, id)).sections.map(({ name }) => name)).toEqual(['Walls', 'Walls', 'Last']);
});
