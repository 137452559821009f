import type { Viewer } from '../../../service-kit/auth/viewer';
import { acrossOrganizations } from '../../../testkit/one-organization';
import { fieldsThatDiffer, mistakesInTables, sdlOf, type FieldsOf } from '../../../testkit/column-tables';
import { useEstimates } from '../../../testkit/estimates';
import { viewerWith } from '../../../testkit/tokens';

const graph = useEstimates();
const schema = sdlOf('estimates');
let owner: Viewer;

const ADJUSTMENTS = [
  { name: 'Site', kind: 'MARKUP', mode: 'PERCENT', value: '7', base: 'LABOUR' },
  { name: 'Loyalty', kind: 'DISCOUNT', mode: 'FIXED', value: '3' },
];
const POSITIONS = [
  { name: 'A', unitPrice: '12.5', quantity: '3', unitCost: '4', unit: 'm', code: 'a', description: 'x' },
  {
    name: 'B',
    unitPrice: '100',
    taxRate: '7.5',
    markup: { value: '10' },
    discount: { mode: 'FIXED', value: '1' },
  },
  { name: 'C', kind: 'MATERIAL', unitPrice: '5', taxExempt: true, wastePercent: '5' },
];

beforeAll(async () => {
  owner = viewerWith('owner');
  const { project } = await graph.mutate(
    owner,
    'createProject',
    { name: 'P', leadId: graph.lead(owner) },
    'project { id }',
  );
  for (const roundPayableTo of ['5', null]) {
    const { id } = await graph.estimate(owner, {
      projectId: project.id,
      notes: 'n',
      roundPayableTo,
      adjustments: ADJUSTMENTS,
      positions: POSITIONS,
      sections: [
        {
          name: 'S',
          adjustments: ADJUSTMENTS,
          positions: POSITIONS,
          sections: [{ name: 'T', positions: POSITIONS }],
        },
      ],
    });
    await graph.mutate(owner, 'sendEstimate', { id });
    if (roundPayableTo) await graph.mutate(owner, 'declineEstimate', { id, reason: 'dear' });
  }
});

type Node = Record<string, unknown>;
interface Lists {
  [list: string]: { edges: { node: Node }[] };
}
/** Objects under a path of fields below a list's nodes. */
const at = (list: string, type: string, ...path: string[]): FieldsOf => ({
  type,
  query: (selection) =>
    `{ ${list} { edges { node { ${path.reduceRight((inner, name) => `${name} { ${inner} }`, selection)} } } } }`,
  at: (data: Lists) => {
    const nodes = Object.values(data).flatMap(({ edges }) => edges.map(({ node }) => node));
    return path.reduce((objects, name) => objects.flatMap((object) => (object[name] ?? []) as Node[]), nodes);
  },
});

it('names columns for every field of every type', () => {
  expect(mistakesInTables(graph.parts.source, schema)).toEqual([]);
});

it.each([
  at('projects', 'Project'),
  at('estimates', 'Estimate'),
  at('estimates', 'Project', 'project'),
  at('estimates', 'EstimatePolicy', 'policy'),
  at('estimates', 'EstimateTotals', 'totals'),
  at('estimates', 'TaxGroup', 'totals', 'taxGroups'),
  at('estimates', 'CostTotals', 'costTotals'),
  at('estimates', 'Adjustment', 'adjustments'),
  at('estimates', 'Section', 'sections'),
  at('estimates', 'Section', 'sections', 'sections'),
  at('estimates', 'Section', 'allSections'),
  at('estimates', 'Adjustment', 'allSections', 'adjustments'),
  at('estimates', 'Position', 'positions'),
  at('estimates', 'Position', 'sections', 'positions'),
  at('estimates', 'Position', 'allPositions', 'edges', 'node'),
  at('estimates', 'PositionConnection', 'allPositions'),
  at('estimates', 'EstimateStatusChange', 'history'),
  at('projects', 'Estimate', 'estimates', 'edges', 'node'),
  at('projects', 'EstimateConnection', 'estimates'),
  at('projects', 'PageInfo', 'estimates', 'pageInfo'),
  at('projects', 'EstimateEdge', 'estimates', 'edges'),
  at('estimates(orderBy: TOTAL_DESC)', 'EstimateTotals', 'totals'),
])('answers each field of $type alone as with all others', async (fields) => {
  expect(await fieldsThatDiffer((query) => graph.execute(owner, query), schema, fields)).toEqual([]);
});

it.each(['CREATED_AT_DESC', 'UPDATED_AT_ASC', 'TOTAL_ASC'])(
  'makes cursors alone, in order %s',
  async (order) => {
    for (const list of [`estimates(first: 1, orderBy: ${order})`, 'projects(first: 1)']) {
      for (const [type, path] of [
        ['PageInfo', ['pageInfo']],
        ['EstimateEdge', ['edges']],
      ] as const) {
        const query = (selection: string) => `{ list: ${list} { ${path[0]} { ${selection} } } }`;
        // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers
        const objects = (data: any) => [data.list[path[0]]].flat() as Node[];
        const differing = await fieldsThatDiffer((text) => graph.execute(owner, text), schema, {
          type,
          query,
          at: objects,
        });
        expect(differing).toEqual([]);
      }
    }
  },
);

it('asks for the rows of one organisation in each statement', async () => {
  expect(await acrossOrganizations(graph.parts.database.url, graph.everyStatement)).toEqual([]);
});
