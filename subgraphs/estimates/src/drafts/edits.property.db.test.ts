import fc from 'fast-check';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useEstimates } from '../../../../testkit/estimates';
import { viewerWith } from '../../../../testkit/tokens';
import { Position } from '../positions/position.entity';
import { Section } from '../sections/section.entity';
import { hashOf, shownContent } from '../snapshots/shown-content';
import { outlineOf } from './document-order';
import { calculateContent, settleContent } from './draft-totals';
import { plainDecimal } from '../calculation/decimal-text';
import type { EstimateContent } from './estimate-content';
import { Estimate } from '../estimates/estimate.entity';

const graph = useEstimates();

const contentOf = (viewer: Viewer, id: string): Promise<EstimateContent> =>
  inOrganization(graph.parts.source, viewer.orgId, async (db) => ({
    estimate: await db.findOneByOrFail(Estimate, { id }),
    sections: await db.findBy(Section, { estimateId: id }),
    positions: await db.findBy(Position, { estimateId: id }),
  }));

/** One edit: what to do, and dice for where and how much. */
const edits = fc.record({
  kind: fc.constantFrom(
    'addSection',
    'addPosition',
    'addPositions',
    'updatePosition',
    'movePosition',
    'moveSection',
    'copyPosition',
    'removePosition',
    'removeSection',
    'updateSection',
    'updateEstimate',
  ),
  a: fc.nat(1_000),
  b: fc.nat(1_000),
  price: fc.integer({ min: 0, max: 9_999_999 }).map((value) => (value / 1000).toFixed(3)),
  quantity: fc.integer({ min: 0, max: 99_999 }).map((value) => (value / 100).toFixed(2)),
  percent: fc.integer({ min: 0, max: 10_000 }).map((value) => (value / 100).toFixed(2)),
});
type Edit = typeof edits extends fc.Arbitrary<infer T> ? T : never;

const pick = <T>(list: readonly T[], dice: number): T | undefined => list[dice % Math.max(1, list.length)];

/** Turns dice into an input for what is there now; null when there is nothing to do it to. */
function inputOf(edit: Edit, content: EstimateContent): object | null {
  const { a, b, price, quantity, percent } = edit;
  const estimateId = content.estimate.id;
  const section = pick(content.sections, a);
  const position = pick(content.positions, b);
  const sectionId = a % 3 === 0 ? null : (section?.id ?? null);
  const sibling = pick(
    content.positions.filter((each) => each.sectionId === sectionId && each.id !== position?.id),
    b,
  );
  const place = sibling ? { [b % 2 ? 'afterId' : 'beforeId']: sibling.id } : {};
  const adjustments = [
    {
      name: 'P',
      kind: a % 2 ? 'MARKUP' : 'DISCOUNT',
      value: percent,
      base: b % 3 ? 'RUNNING_TOTAL' : 'COST',
    },
    { name: 'R', kind: 'ROUND_TO', mode: 'FIXED', value: '5' },
  ].slice(0, a % 3);
  const line = {
    name: 'P',
    kind: a % 2 ? 'WORK' : 'MATERIAL',
    quantity,
    unitPrice: price,
    unitCost: b % 4 ? price : null,
    discount: b % 5 ? null : { value: percent },
    markup: a % 5 ? null : { value: percent },
    taxRate: a % 4 ? null : '7',
  };
  switch (edit.kind) {
    case 'addSection':
      return { estimateId, name: 'S', parentId: sectionId, adjustments };
    case 'addPosition':
      return { estimateId, sectionId, ...place, ...line };
    case 'addPositions':
      return { estimateId, positions: [{ ...line, sectionId }, line] };
    case 'updatePosition':
      return position ? { id: position.id, ...line } : null;
    case 'movePosition':
    case 'copyPosition':
      return position ? { id: position.id, sectionId, ...place } : null;
    case 'removePosition':
      return position ? { id: position.id } : null;
    case 'moveSection':
      return section ? { id: section.id, parentId: pick(content.sections, b)?.id } : null;
    case 'removeSection':
      return section && a % 4 === 0 ? { id: section.id } : null;
    case 'updateSection':
      return section ? { id: section.id, adjustments } : null;
    case 'updateEstimate':
      return {
        id: estimateId,
        adjustments,
        taxMode: a % 2 ? 'INCLUSIVE' : 'EXCLUSIVE',
        taxRounding: b % 2 ? 'PER_LINE' : 'PER_RATE',
        roundPayableTo: a % 3 ? null : '0.5',
      };
  }
}

/** What may be refused when dice decide where things go. */
const EXPECTED = ['SECTION_CYCLE', 'SECTIONS_TOO_DEEP'];

it('stores, after any edits, just what the stored content comes to', async () => {
  const manager = viewerWith('manager');
  await fc.assert(
    fc.asyncProperty(fc.array(edits, { minLength: 5, maxLength: 25 }), async (list) => {
      const { id } = await graph.estimate(manager);
      for (const edit of list) {
        const input = inputOf(edit, await contentOf(manager, id));
        if (!input) continue;
        const { userErrors } = await graph.mutate(manager, edit.kind, input);
        expect(userErrors.filter(({ code }) => !EXPECTED.includes(code))).toEqual([]);
        await expectSettled(await contentOf(manager, id));
      }
    }),
    { numRuns: 15 },
  );
});

it('writes the amounts of the many lines that one edit moves, and leaves the rest of them alone', async () => {
  const manager = viewerWith('manager');
  const positions = Array.from({ length: 150 }, (_, index) => ({
    name: `P${index}`,
    unitPrice: `${index + 1}.37`,
    unitCost: '1',
  }));
  const { id } = await graph.estimate(manager, { positions });
  const before = await contentOf(manager, id);
  const adjustments = [
    { name: 'Rush', kind: 'MARKUP', value: '7' },
    { name: 'Round', kind: 'ROUND_TO', mode: 'FIXED', value: '10' },
  ];
  for (const change of [{ adjustments }, { taxMode: 'INCLUSIVE', taxRate: '19' }, { adjustments: [] }]) {
    const { userErrors } = await graph.mutate(manager, 'updateEstimate', { id, ...change });
    expect(userErrors).toEqual([]);
    const content = await contentOf(manager, id);
    await expectSettled(content);
    const untouched = ({ id, name, quantity, unitPrice, rank, version, updatedAt }: Position) => ({
      ...{ id, name, quantity, unitPrice, rank, version, updatedAt },
    });
    const byId = (one: Position, other: Position) => (one.id < other.id ? -1 : 1);
    expect(content.positions.toSorted(byId).map(untouched)).toEqual(
      before.positions.toSorted(byId).map(untouched),
    );
  }
  const [position] = before.positions;
  const edited = await graph.mutate(manager, 'updatePosition', { id: position?.id, quantity: '12345.5' });
  expect(edited.userErrors).toEqual([]);
  await expectSettled(await contentOf(manager, id));
});

async function expectSettled(content: EstimateContent): Promise<void> {
  const { estimate } = content;
  const totals = calculateContent(content);
  for (const [stored, calculated] of [
    [estimate.linesSubtotal, totals.linesSubtotal],
    [estimate.subtotal, totals.subtotal],
    [estimate.net, totals.net],
    [estimate.tax, totals.tax],
    [estimate.total, totals.total],
    [estimate.payable, totals.payable],
    [estimate.cost, totals.internal.cost],
  ] as const) {
    expect(plainDecimal(stored)).toBe(plainDecimal(calculated));
  }
  for (const each of totals.positions) {
    const row = content.positions.find(({ id }) => id === each.id);
    expect(
      [row?.net, row?.tax, row?.adjustmentAmount, row?.costShare].map((it) => plainDecimal(it ?? '')),
    ).toEqual(
      [each.net, each.tax, each.allocatedAdjustment, each.internal.priced?.costShare ?? ''].map(plainDecimal),
    );
  }
  const before = JSON.stringify(estimate);
  expect(settleContent(content).moved).toEqual([]);
  expect(JSON.stringify(estimate)).toBe(before);
  const outline = outlineOf(content.sections, content.positions, true);
  expect(outline.sections).toHaveLength(content.sections.length);
  expect(outline.positions).toHaveLength(content.positions.length);
}

it('sends, after any edits, content whose hash can be found again', async () => {
  const manager = viewerWith('manager');
  await fc.assert(
    fc.asyncProperty(fc.array(edits, { maxLength: 10 }), async (list) => {
      const { id } = await graph.estimate(manager, { positions: [{ name: 'P', unitPrice: '1' }] });
      for (const edit of list) {
        if (edit.kind.startsWith('remove')) continue;
        const input = inputOf(edit, await contentOf(manager, id));
        if (input) await graph.mutate(manager, edit.kind, input);
      }
      const acknowledgedWarnings = (await contentOf(manager, id)).estimate.warnings.map((each) => each.id);
      const { userErrors } = await graph.mutate(manager, 'sendEstimate', { id, acknowledgedWarnings });
      expect(userErrors).toEqual([]);
      const content = await contentOf(manager, id);
      expect(hashOf(shownContent(content, calculateContent(content)))).toBe(content.estimate.contentHash);
    }),
    { numRuns: 10 },
  );
});
