import fc from 'fast-check';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { anyPriced } from '../../../../testkit/estimate-inputs';
import { createSpending } from '../../../../service-kit/subgraph/spending';
import { errorsOf, useEstimates } from '../../../../testkit/estimates';
import { codes, dataOf, factsFor } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import type { TotalsInput } from '../calculation/totals.types';

const graph = useEstimates();

const MONEY = '{ amount currency }';
const ADJUSTMENTS = `adjustments {
  name kind mode value base baseAmount ${MONEY} amount ${MONEY} runningTotal ${MONEY} inPrices limited }`;
const SHOWN = `
  currency taxRate taxExempt taxName secondTax { name rate compound }
  policy { rounding taxMode taxRounding minorUnits version }
  totals {
    linesSubtotal ${MONEY} sectionAdjustments ${MONEY} subtotal ${MONEY} adjustments ${MONEY} net ${MONEY}
    taxGroups { rate exempt secondRate secondTax ${MONEY} net ${MONEY} tax ${MONEY} gross ${MONEY} }
    taxes { kind name rate base ${MONEY} amount ${MONEY} }
    options ${MONEY} tax ${MONEY} total ${MONEY} payableRounding ${MONEY} payable ${MONEY} }
  ${ADJUSTMENTS}
  payments { label mode value amount ${MONEY} limited due days on }
  warnings { code message }
  allSections {
    name choice { group taken } included linesSubtotal ${MONEY} sectionsSubtotal ${MONEY} subtotal ${MONEY}
    ${ADJUSTMENTS} total ${MONEY} COSTS_OF_SECTION }
  allPositions(first: 1000) { totalCount edges { node {
    choice { group taken } included kind name unit quantity wastePercent quantityWithWaste unitPrice effectiveUnitPrice
    labourAmount ${MONEY} effectiveTaxRate effectiveSecondTaxRate baseAmount ${MONEY} markupAmount ${MONEY}
    discountAmount ${MONEY} amount ${MONEY} allocatedAdjustment ${MONEY} net ${MONEY} tax ${MONEY} secondTax ${MONEY}
    gross ${MONEY} COSTS_OF_LINE } } }
  COSTS`;
const COSTS = {
  COSTS_OF_SECTION: `cost ${MONEY} positionsWithoutCost`,
  COSTS_OF_LINE: `costShare ${MONEY} cost ${MONEY} margin ${MONEY} marginPercent`,
  COSTS: `costTotals { cost ${MONEY} positionsWithoutCost margin ${MONEY} marginPercent markupPercent }`,
};
const shown = (withCosts: boolean): string =>
  SHOWN.replace(/COSTS\w*/g, (name) => (withCosts ? COSTS[name as keyof typeof COSTS] : ''));

const PREVIEW = (fields: string) =>
  `query ($input: CreateEstimateInput!) {
     previewEstimate(input: $input) { preview { ${fields} } userErrors { code path message } } }`;
const preview = (viewer: Viewer, input: object, fields: string) =>
  graph.execute(viewer, PREVIEW(fields), {
    input: { title: 'Kitchen', currency: 'EUR', taxRate: '20', ...input },
  });
const previewed = async (viewer: Viewer, input: object, fields: string) =>
  dataOf(await preview(viewer, input, fields)).previewEstimate;

const rateOf = (rate: string | null | undefined, prefix: 'tax' | 'secondTax') => ({
  [`${prefix}Rate`]: rate == null || rate === 'EXEMPT' ? null : rate,
  [`${prefix}Exempt`]: rate === 'EXEMPT',
});
const named = (list: readonly object[] | null | undefined, name: string) =>
  (list ?? []).map((each, index) => ({ name: `${name} ${index}`, ...each }));
const adjustmentsOf = (list: TotalsInput['adjustments']) =>
  named(
    list.map(({ id: _id, ...fields }) => fields),
    'Adjustment',
  );

/** What a person would give for what the money engine takes. */
function inputFrom(given: TotalsInput, leadId: string): Record<string, unknown> {
  const contentIn = (parent: string | null): object => ({
    positions: given.positions
      .filter(({ sectionId }) => sectionId === parent)
      .map(({ id, sectionId: _sectionId, taxRate, secondTaxRate, coefficients, ...line }) => ({
        ...line,
        name: `Line ${id}`,
        coefficients: named(coefficients, 'Coefficient'),
        ...rateOf(taxRate, 'tax'),
        ...rateOf(secondTaxRate, 'secondTax'),
      })),
    sections: given.sections
      .filter(({ parentId }) => parentId === parent)
      .map(({ id, adjustments, choice = null, coefficients }) => ({
        name: `Section ${id}`,
        choice,
        adjustments: adjustmentsOf(adjustments),
        coefficients: named(coefficients, 'Coefficient'),
        ...contentIn(id),
      })),
  });
  const { currency, rounding, taxMode, taxRounding } = given.policy;
  const { secondTax } = given;
  return {
    ...{ leadId, title: 'Any', currency, rounding, taxMode, taxRounding },
    roundPayableTo: given.roundPayableTo,
    ...rateOf(given.defaultTaxRate, 'tax'),
    secondTax: secondTax && {
      name: 'Second',
      rate: secondTax.rate === 'EXEMPT' ? null : secondTax.rate,
      compound: secondTax.compound,
    },
    adjustments: adjustmentsOf(given.adjustments),
    coefficients: named(given.coefficients, 'Coefficient'),
    payments: [
      { label: 'First', mode: 'PERCENT', value: '30' },
      { label: 'Rest', mode: 'REST' },
    ],
    ...contentIn(null),
  };
}

/** An estimate as it is read after it was stored. */
async function stored(viewer: Viewer, input: object, fields: string, reader = viewer) {
  const { estimate, userErrors } = await graph.mutate(viewer, 'createEstimate', input, 'estimate { id }');
  if (!estimate) return { preview: null, userErrors };
  const answer = await graph.execute(
    reader,
    `query ($id: ID!) { estimate(id: $id) { ${fields} } }`,
    estimate,
  );
  return { preview: dataOf(answer).estimate, userErrors };
}

it('comes to what createEstimate and a read come to, amount for amount, for any document', async () => {
  const manager = viewerWith('manager');
  const leadId = graph.lead(manager);
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(anyPriced, async (given) => {
      const input = inputFrom(given, leadId);
      const answer = await previewed(manager, input, shown(true));
      if (answer.preview === null) refused += 1;
      expect(answer).toEqual(await stored(manager, input, shown(true)));
    }),
    { numRuns: 60 },
  );
  expect(refused).toBeLessThan(20);
});

it('shows who may not see costs what it would show them of a stored one', async () => {
  const manager = viewerWith('manager');
  const clerk = { ...manager, permissions: new Set([...manager.permissions]) };
  clerk.permissions.delete('costs:read');
  const leadId = graph.lead(manager);
  await fc.assert(
    fc.asyncProperty(anyPriced, async (given) => {
      const input = inputFrom(given, leadId);
      const answer = await preview(clerk, input, shown(false));
      if (JSON.stringify(input).includes('"base":"COST"'))
        return expect(codes(answer)).toEqual(['FORBIDDEN']);
      if (JSON.stringify(input).includes('"appliesTo":"COST"'))
        return expect(codes(answer)).toEqual(['FORBIDDEN']);
      return expect(dataOf(answer).previewEstimate).toEqual(
        await stored(manager, input, shown(false), clerk),
      );
    }),
    { numRuns: 30 },
  );
});

it('shows no cost, and no way to one, without costs:read, and takes none without costs:write', async () => {
  const manager = viewerWith('manager');
  const without = (...gone: string[]) => ({
    ...manager,
    permissions: new Set([...manager.permissions].filter((name) => !gone.includes(name))),
  });
  const input = {
    leadId: graph.lead(manager),
    positions: [{ name: 'Paint', unitPrice: '10', unitCost: '7' }],
  };
  const blind = await preview(
    without('costs:read'),
    input,
    'totals { net { amount } } costTotals { cost { amount } } positions { net { amount } cost { amount } margin { amount } } explanation { steps { rule } }',
  );
  expect(blind.data.previewEstimate.preview).toMatchObject({
    totals: { net: { amount: '10.00' } },
    costTotals: null,
    positions: [{ net: { amount: '10.00' }, cost: null, margin: null }],
  });
  expect(new Set(codes(blind))).toEqual(new Set(['FORBIDDEN']));
  const clerk = without('costs:read', 'costs:write');
  expect(errorsOf(await preview(clerk, input, 'currency'))).toEqual([
    'FORBIDDEN This needs the permission "costs:write".',
  ]);
});

it('stores nothing, takes no number, leaves no entry', async () => {
  const manager = viewerWith('manager');
  const input = { leadId: graph.lead(manager), positions: [{ name: 'Paint', unitPrice: '10' }] };
  const { data, statements } = await preview(manager, input, shown(true));
  expect(data.previewEstimate.userErrors).toEqual([]);
  expect(statements.filter((sql) => /INSERT|UPDATE|DELETE|audit\.|FOR (UPDATE|KEY)/.test(sql))).toEqual([]);
  const { estimates } = dataOf(await graph.execute(manager, '{ estimates { totalCount } }'));
  expect(estimates.totalCount).toBe(0);
});

it('makes no draft before it knows the lead and the project: nobody’s turn waits for them', async () => {
  const manager = viewerWith('manager');
  const leadId = graph.lead(manager);
  const { project } = await graph.mutate(
    manager,
    'createProject',
    { leadId, name: 'House' },
    'project { id }',
  );
  const input = { leadId, projectId: project.id, taxRate: undefined };
  const { statements } = await preview(manager, input, 'currency');
  const found = statements.flatMap((sql) => /"(projects|organization_settings)"/.exec(sql)?.[1] ?? []);
  expect([...new Set(found)]).toEqual(['projects', 'organization_settings']); // with its defaults a draft begins
});

it.each([
  ['a blank title', { title: ' ' }],
  ['an unknown currency', { currency: 'XXX1' }],
  ['an unknown lead', { leadId: 'nothing' }],
  ['an unknown project', { projectId: '018f0000-0000-7000-8000-000000000000' }],
  ['no project at all', { projectId: 'nothing' }],
  ['a day that is over', { validUntil: '2020-01-31' }],
  ['a rate above all', { taxRate: '101' }],
  ['a rate and none', { taxRate: '20', taxExempt: true }],
  ['a circle', { positions: [{ name: 'A', variable: 'a', formula: 'a + 1' }] }],
  [
    'a unit that does not fit',
    {
      positions: [
        { name: 'A', unit: 'm²', variable: 'a' },
        { name: 'B', unit: 'kg', variable: 'b' },
        { name: 'C', formula: 'a + b' },
      ],
    },
  ],
  ['a discount beyond its line', { positions: [{ name: 'A', discount: { mode: 'FIXED', value: '1' } }] }],
  ['payments that make no whole', { payments: [{ label: 'A', mode: 'PERCENT', value: '30' }] }],
  ['the 10,001st line', { positions: Array.from({ length: 10_001 }, () => ({ name: 'A' })) }],
  [
    'two mistakes at once',
    { title: '', leadId: 'nothing', positions: [{ name: '', quantity: '1'.repeat(30) }] },
  ],
])('tells %s as createEstimate does', async (_case, wrong) => {
  const manager = viewerWith('manager');
  const input = {
    ...{ leadId: graph.lead(manager), title: 'Kitchen', currency: 'EUR', taxRate: '20' },
    ...wrong,
  };
  const told = await previewed(manager, input, 'currency');
  expect(told).toEqual({
    preview: null,
    userErrors: (await graph.mutate(manager, 'createEstimate', input, 'estimate { id }')).userErrors,
  });
  expect(told.userErrors).not.toEqual([]);
});

it('needs to read and to write estimates, and finds no lead of another organisation', async () => {
  const manager = viewerWith('manager');
  const input = { leadId: graph.lead(manager) };
  const reader = viewerWith('viewer', manager.orgId);
  expect(codes(await preview(reader, input, 'currency'))).toEqual(['FORBIDDEN']);
  const { userErrors } = await previewed(viewerWith('owner'), input, 'currency');
  expect(userErrors).toMatchObject([{ code: 'LEAD_NOT_FOUND', path: ['leadId'] }]);
});

const EXPLAINED = {
  sections: [
    {
      name: 'Walls',
      adjustments: [{ name: 'Off', kind: 'DISCOUNT', value: '3' }],
      positions: [{ name: 'Paint', quantity: '3', unitPrice: '3.335', unitCost: '1' }],
    },
  ],
};
const STEPS = 'explanation { name policyVersion steps { rule text exact amount inputs { name value } } }';

it('explains amounts as those of a stored one are explained', async () => {
  const manager = viewerWith('manager');
  const leadId = graph.lead(manager);
  const { preview: told } = await previewed(
    manager,
    { leadId, ...EXPLAINED },
    `${STEPS} sections { path ${STEPS} positions { path ${STEPS} } }`,
  );
  const { id, sections } = await graph.estimate(manager, { leadId, ...EXPLAINED });
  const explained = async (rowId: string | undefined) => {
    const query = `query ($id: ID!, $rowId: ID) { explainAmounts(estimateId: $id, rowId: $rowId) {
      name policyVersion steps { rule text exact amount inputs { name value } } } }`;
    return dataOf(await graph.execute(manager, query, { id, rowId })).explainAmounts;
  };
  const [section] = told.sections;
  expect(told.explanation).toEqual(await explained(undefined));
  expect(section.explanation).toEqual(await explained(sections[0]?.id));
  expect(section.positions[0].explanation).toEqual(await explained(sections[0]?.positions[0]?.id));
  expect([section.path, section.positions[0].path]).toEqual([
    ['sections', '0'],
    ['sections', '0', 'positions', '0'],
  ]);
});

it('gives the longest documents in pages', async () => {
  const manager = viewerWith('manager');
  const positions = Array.from({ length: 2_500 }, (_, index) => ({ name: `Line ${index}`, unitPrice: '1' }));
  const input = { leadId: graph.lead(manager), positions };
  const { preview: first } = await previewed(
    manager,
    input,
    'allPositions(first: 1000) { totalCount pageInfo { hasNextPage endCursor } edges { node { name } } }',
  );
  expect(first.allPositions).toMatchObject({ totalCount: 2_500, pageInfo: { hasNextPage: true } });
  const { endCursor } = first.allPositions.pageInfo;
  const { preview: second } = await previewed(
    manager,
    input,
    `allPositions(first: 2, after: "${endCursor}") { edges { node { name path } } }`,
  );
  expect(second.allPositions.edges).toEqual([
    { node: { name: 'Line 1000', path: ['positions', '1000'] } },
    { node: { name: 'Line 1001', path: ['positions', '1001'] } },
  ]);
  expect(errorsOf(await preview(manager, input, 'positions { name }'))[0]).toContain('LIST_TOO_LONG');
});

it('refuses explanations that are too dear before anything is calculated', async () => {
  const manager = viewerWith('manager');
  const line = { name: 'Paint', unitPrice: '10' };
  const input = {
    ...{ leadId: graph.lead(manager), title: 'Kitchen', currency: 'EUR', taxRate: '20' },
    positions: [
      ...Array.from({ length: 199 }, () => line),
      { name: 'Free', discount: { mode: 'FIXED', value: '1' } }, // whoever calculates finds that it can't be
    ],
  };
  // 200 lines come to 60 points.
  const told = (fields: string, points: number) =>
    graph.executeWithFacts(
      { ...factsFor(graph.parts.tokens.sign(manager)), spending: createSpending(points) },
      PREVIEW(fields),
      { input },
    );
  const found = async (fields: string, points: number) =>
    dataOf(await told(fields, points)).previewEstimate.userErrors;
  expect(codes(await told(STEPS, 59))).toEqual(['COST_LIMIT_EXCEEDED']);
  for (const field of ['sections', 'positions'])
    expect(codes(await told(`${field} { ${STEPS} }`, 59))).toEqual(['COST_LIMIT_EXCEEDED']);
  const mistake = await found('currency', 59);
  expect(mistake).toMatchObject([{ path: expect.arrayContaining(['positions', '199']) }]);
  expect(await found(STEPS, 70)).toEqual(mistake);
});
