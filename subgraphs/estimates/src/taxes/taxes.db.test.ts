import { newId } from '../../../../service-kit/data/ids';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { clientLinksOf, codesOf } from '../../../../testkit/client-links';
import { errorsOf, useEstimates } from '../../../../testkit/estimates';
import { isStream, type SubgraphStream } from '../../../../service-kit/subgraph/subgraph-stream';
import { nextOf } from '../../../../testkit/streams';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();

const VAT = {
  name: 'VAT',
  periods: [
    { rate: '20', until: '2026-12-31' },
    { rate: '22', from: '2027-01-01' },
  ],
};
/** Ends in the middle of 2027, with a gap before. */
const LEVY = {
  name: 'Levy',
  periods: [
    { rate: '5', until: '2026-06-30' },
    { rate: '7', from: '2026-10-01', until: '2027-06-30' },
  ],
};
const taxFor = async (viewer: Viewer, input: object = VAT): Promise<string> => {
  const { tax, userErrors } = await graph.mutate(viewer, 'createTax', input, 'tax { id }');
  expect(userErrors).toEqual([]);
  return tax.id;
};
const PAINT = { name: 'Paint', unitPrice: '100' };
const SHOWN = `taxRate taxName supplyDate tax { name } secondTax { name rate tax { name } }
  totals { net { amount } tax { amount } total { amount } taxes { kind name rate base { amount } amount { amount } } }
  positions { name taxRate effectiveTaxRate effectiveSecondTaxRate ownTax { name } ownSecondTax { name } tax { amount } secondTax { amount } }`;
const read = async (viewer: Viewer, id: string) =>
  dataOf(await graph.execute(viewer, `query ($id: ID!) { estimate(id: $id) { ${SHOWN} } }`, { id })).estimate;
const draft = (viewer: Viewer, input: object) =>
  graph.estimate(viewer, { taxRate: null, positions: [PAINT], ...input });
const rateOf = async (viewer: Viewer, id: string): Promise<string> => (await read(viewer, id)).taxRate;
const change = (viewer: Viewer, id: string, input: object) =>
  graph.mutate(viewer, 'updateEstimate', { id, ...input }, `estimate { ${SHOWN} version }`);

describe('the day of supply chooses the percentage', () => {
  const DAYS = [
    ['1999-01-01', '20', '120.00'],
    ['2026-12-30', '20', '120.00'],
    ['2026-12-31', '20', '120.00'],
    ['2027-01-01', '22', '122.00'],
    ['2027-01-02', '22', '122.00'],
    ['2999-12-31', '22', '122.00'],
  ] as const;

  it.each(['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'])(
    'as it is written, whatever the zone: %s',
    async (timeZone) => {
      const owner = viewerWith('owner');
      await inOrganization(graph.parts.source, owner.orgId, (db) =>
        db.query('INSERT INTO estimates.organization_settings (org_id, time_zone) VALUES ($1, $2)', [
          owner.orgId,
          timeZone,
        ]),
      );
      const taxId = await taxFor(owner);
      const made = await draft(owner, { taxId });
      for (const [supplyDate, taxRate, amount] of DAYS) {
        const created = await draft(owner, { taxId, supplyDate });
        expect(await read(owner, created.id)).toMatchObject({
          ...{ taxRate, supplyDate, taxName: 'VAT', tax: { name: 'VAT' } },
          totals: { total: { amount }, taxes: [{ kind: 'FIRST', name: 'VAT', rate: taxRate }] },
        });
        const { estimate } = await change(owner, made.id, { supplyDate });
        expect(estimate).toMatchObject({ taxRate, totals: { total: { amount } } });
        const input = { title: 'T', currency: 'EUR', leadId: graph.lead(owner), taxId, supplyDate };
        const answer = await graph.execute(
          owner,
          `query ($input: CreateEstimateInput!) { previewEstimate(input: $input) {
           preview { taxRate supplyDate tax { name } totals { total { amount } } } } }`,
          { input: { ...input, positions: [PAINT] } },
        );
        expect(dataOf(answer).previewEstimate.preview).toEqual({
          ...{ taxRate, supplyDate, tax: { name: 'VAT' } },
          totals: { total: { amount } },
        });
      }
    },
  );

  it('of two taxes on one line, each by its own days', async () => {
    const owner = viewerWith('owner');
    const [taxId, secondTaxId] = [await taxFor(owner), await taxFor(owner, LEVY)];
    const line = { ...PAINT, taxId, secondTaxId };
    const secondTax = { taxId: secondTaxId, compound: true };
    const rates = async (supplyDate: string) => {
      const { id } = await draft(owner, { taxRate: '10', secondTax, supplyDate, positions: [line, PAINT] });
      const { positions, secondTax: second, totals } = await read(owner, id);
      expect(second).toMatchObject({ name: 'Levy', tax: { name: 'Levy' } });
      expect(positions[0]).toMatchObject({ ownTax: { name: 'VAT' }, ownSecondTax: { name: 'Levy' } });
      return [
        ...positions.map((row: Record<string, string>) => [
          row['effectiveTaxRate'],
          row['effectiveSecondTaxRate'],
        ]),
        totals.tax.amount,
      ];
    };
    expect(await rates('2026-06-30')).toEqual([['20', '5'], ['10', '5'], '41.50']);
    expect(await rates('2026-10-01')).toEqual([['20', '7'], ['10', '7'], '46.10']);
    expect(await rates('2026-12-31')).toEqual([['20', '7'], ['10', '7'], '46.10']);
    expect(await rates('2027-01-01')).toEqual([['22', '7'], ['10', '7'], '48.24']);
    expect(await rates('2027-06-30')).toEqual([['22', '7'], ['10', '7'], '48.24']);
    const refused = await graph.mutate(owner, 'createEstimate', {
      ...{ title: 'T', currency: 'EUR', leadId: graph.lead(owner), taxRate: '10', secondTax },
      ...{ supplyDate: '2027-07-01', positions: [line] },
    });
    expect(refused.userErrors).toMatchObject([
      { code: 'TAX_NOT_VALID', path: ['secondTax', 'taxId'] },
      { code: 'TAX_NOT_VALID', path: ['positions', '0', 'secondTaxId'] },
    ]);
  });

  it('and today where none was said, in the organisation’s time zone', async () => {
    const owner = viewerWith('owner');
    const now = Date.now();
    // Somewhere it is another day now: between them, all days but one of three are ruled out.
    const dayIn = (timeZone: string) =>
      new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(now);
    const [east, west] = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'];
    expect(dayIn(east)).not.toBe(dayIn(west));
    const taxId = await taxFor(owner, {
      name: 'VAT',
      periods: [
        { rate: '1', until: dayIn(west) },
        { rate: '2', from: dayIn(east) },
      ],
    });
    for (const [timeZone, rate] of [
      [west, '1'],
      [east, '2'],
    ]) {
      await inOrganization(graph.parts.source, owner.orgId, (db) =>
        db.query(
          `INSERT INTO estimates.organization_settings (org_id, time_zone) VALUES ($1, $2)
           ON CONFLICT (org_id) DO UPDATE SET time_zone = excluded.time_zone`,
          [owner.orgId, timeZone],
        ),
      );
      const { id } = await draft(owner, { taxId });
      expect(await read(owner, id)).toMatchObject({ taxRate: rate, supplyDate: null });
    }
  });
});

describe('a tax that holds no percentage on the day', () => {
  const MESSAGE =
    'The tax “Levy” has no percentage on 2026-07-01, the day of supply: it holds until 2026-06-30, and from 2026-10-01 until 2027-06-30. Give another day ("supplyDate") or another tax.';

  it('is refused where the input names it, or the day', async () => {
    const owner = viewerWith('owner');
    const taxId = await taxFor(owner, LEVY);
    const leadId = graph.lead(owner);
    const input = { title: 'T', currency: 'EUR', leadId, taxId, supplyDate: '2026-07-01' };
    const { userErrors } = await graph.mutate(owner, 'createEstimate', input);
    expect(userErrors).toEqual([{ code: 'TAX_NOT_VALID', path: ['taxId'], message: MESSAGE }]);
    const { id, positions } = await draft(owner, {
      taxId,
      supplyDate: '2026-06-30',
      positions: [{ ...PAINT, taxId }],
    });
    expect((await change(owner, id, { supplyDate: '2026-07-01' })).userErrors).toMatchObject([
      { code: 'TAX_NOT_VALID', path: ['supplyDate'], message: MESSAGE },
      {
        path: ['supplyDate'],
        message: expect.stringContaining('The tax “Levy” of “Paint” has no percentage'),
      },
    ]);
    await change(owner, id, { taxRate: '20', supplyDate: '2026-06-30' });
    const plain = await draft(owner, { taxRate: '20', supplyDate: '2026-07-01' });
    for (const [name, wrong, path] of [
      ['addPosition', { estimateId: plain.id, ...PAINT, taxId }, ['taxId']],
      [
        'addPositions',
        { estimateId: plain.id, positions: [PAINT, { ...PAINT, secondTaxId: taxId }] },
        ['positions', '1', 'secondTaxId'],
      ],
      ['updatePosition', { id: plain.positions[0]?.id, taxId }, ['taxId']],
      ['updateEstimate', { id: plain.id, taxId }, ['taxId']],
      ['updateEstimate', { id: plain.id, secondTax: { taxId, compound: false } }, ['secondTax', 'taxId']],
    ] as const) {
      expect([name, (await graph.mutate(owner, name, wrong)).userErrors]).toEqual([
        name,
        [expect.objectContaining({ code: 'TAX_NOT_VALID', path })],
      ]);
    }
    expect(positions).toHaveLength(1);
  });

  it('stays as it was applied while others change other lines, is told at sending, and can be mended', async () => {
    const owner = viewerWith('owner');
    const taxId = await taxFor(owner);
    const { id, positions } = await draft(owner, {
      taxRate: '10',
      supplyDate: '2026-12-31',
      positions: [{ ...PAINT, taxId }, PAINT],
    });
    await graph.mutate(owner, 'updateTax', { id: taxId, periods: [{ rate: '22', from: '2027-01-01' }] });
    const edited = await graph.mutate(owner, 'updatePosition', { id: positions[1]?.id, unitPrice: '50' });
    expect(edited.userErrors).toEqual([]);
    expect((await read(owner, id)).positions[0]).toMatchObject({ effectiveTaxRate: '20' });
    expect((await graph.mutate(owner, 'sendEstimate', { id })).userErrors).toMatchObject([
      {
        code: 'TAX_NOT_VALID',
        path: ['id'],
        message: expect.stringContaining('“VAT” of “Paint” has no percentage on 2026-12-31'),
      },
    ]);
    const { estimate } = await change(owner, id, { supplyDate: '2027-01-01' });
    expect(estimate.positions[0]).toMatchObject({ effectiveTaxRate: '22' });
    expect((await graph.mutate(owner, 'sendEstimate', { id })).userErrors).toEqual([]);
  });
});

it('keeps what was sent, whatever becomes of the tax, and shows the client the percentage that was applied', async () => {
  const owner = viewerWith('owner');
  const taxId = await taxFor(owner);
  const { sent, link, look } = clientLinksOf(graph);
  const { id, contentHash } = await sent(owner, { taxRate: null, taxId, supplyDate: '2026-12-31' });
  const before = await read(owner, id);
  const { token } = await link(owner, id);
  const document = 'document { totals { label amount { amount } } }';
  const shown = await look(token, document);
  expect(JSON.stringify(shown)).toContain('VAT 20');
  await graph.mutate(owner, 'updateTax', { id: taxId, periods: [{ rate: '99' }], archived: true });
  expect(await read(owner, id)).toEqual(before);
  expect(await look(token, document)).toEqual(shown);
  const answer = await graph.execute(owner, `{ verifyEstimate(id: "${id}") { intact contentHash } }`);
  expect(dataOf(answer).verifyEstimate).toEqual({ intact: true, contentHash });
  // The database lets nobody change it, either.
  await expect(
    inOrganization(graph.parts.source, owner.orgId, (db) =>
      db.query(`UPDATE estimates.estimates SET supply_date = '2027-01-01' WHERE id = $1`, [id]),
    ),
  ).rejects.toThrow('its content is kept');
});

it('goes along into revisions, duplicates and templates', async () => {
  const owner = viewerWith('owner');
  const taxId = await taxFor(owner);
  const { id } = await draft(owner, { taxId, supplyDate: '2020-05-05', positions: [{ ...PAINT, taxId }] });
  await graph.mutate(owner, 'updateTax', {
    id: taxId,
    periods: [
      { rate: '1', until: '2026-12-31' },
      { rate: '3', from: '2027-01-01' },
    ],
  });
  await graph.mutate(owner, 'retaxEstimate', { estimateId: id });
  expect(codesOf(await graph.mutate(owner, 'sendEstimate', { id }))).toEqual([]);
  await graph.mutate(owner, 'updateTax', {
    id: taxId,
    periods: [
      { rate: '2', until: '2026-12-31' },
      { rate: '4', from: '2027-01-01' },
    ],
  });
  const made = async (name: string, input: object) => {
    const { estimate, userErrors } = await graph.mutate(owner, name, input, 'estimate { id }');
    expect(userErrors).toEqual([]);
    return read(owner, estimate.id);
  };
  // A revision is of the same day; what is made anew is not supplied on one that is over.
  expect(await made('reviseEstimate', { id })).toMatchObject({ taxRate: '2', supplyDate: '2020-05-05' });
  expect(await made('duplicateEstimate', { id })).toMatchObject({ supplyDate: null, tax: { name: 'VAT' } });
  const later = await draft(owner, { taxId, supplyDate: '2999-01-01' });
  expect(await made('duplicateEstimate', { id: later.id })).toMatchObject({
    taxRate: '4',
    supplyDate: '2999-01-01',
  });
  const { template } = await graph.mutate(
    owner,
    'saveTemplate',
    { estimateId: id, name: 'T' },
    'template { id }',
  );
  const taken = { templateId: template.id, leadId: graph.lead(owner) };
  expect(await made('createFromTemplate', { ...taken, supplyDate: '2027-01-01' })).toMatchObject({
    ...{
      taxRate: '4',
      supplyDate: '2027-01-01',
      positions: [{ effectiveTaxRate: '4', ownTax: { name: 'VAT' } }],
    },
  });
  expect(await made('createFromTemplate', taken)).toMatchObject({ supplyDate: null, tax: { name: 'VAT' } });
});

it('tells at sending that percentages are others than somebody has seen, once', async () => {
  const owner = viewerWith('owner');
  const taxId = await taxFor(owner);
  const { id } = await draft(owner, { taxId, supplyDate: '2027-05-01' });
  await graph.mutate(owner, 'updateTax', { id: taxId, periods: [{ rate: '23' }] });
  expect(await rateOf(owner, id)).toBe('22');
  expect((await graph.mutate(owner, 'sendEstimate', { id })).userErrors).toMatchObject([
    { code: 'TAXES_CHANGED', path: ['id'] },
  ]);
  expect(await read(owner, id)).toMatchObject({ taxRate: '23', totals: { total: { amount: '123.00' } } });
  expect(codesOf(await graph.mutate(owner, 'sendEstimate', { id }))).toEqual([]);
});

describe('where sending was refused for other percentages', () => {
  const outdated = async (owner: Viewer) => {
    const taxId = await taxFor(owner);
    const { id } = await draft(owner, { taxId, supplyDate: '2027-05-01' });
    await graph.mutate(owner, 'updateTax', { id: taxId, periods: [{ rate: '23' }] });
    return id;
  };
  const SEND = `mutation ($input: SendEstimateInput!) {
    sendEstimate(input: $input) { estimate { status } userErrors { code path } } }`;
  const REFUSED = { estimate: null, userErrors: [{ code: 'TAXES_CHANGED', path: ['id'] }] };
  const versionOf = async (owner: Viewer, id: string): Promise<number> =>
    dataOf(await graph.execute(owner, `{ estimate(id: "${id}") { version } }`)).estimate.version;

  it('its Idempotency-Key answers the same again, and sends nothing nobody has seen', async () => {
    const owner = viewerWith('owner');
    const id = await outdated(owner);
    const key = newId();
    const send = async (key: string) =>
      dataOf(await graph.executeUnderKey(key, owner, SEND, { input: { id } })).sendEstimate;
    expect(await send(key)).toEqual(REFUSED);
    expect(await send(key)).toEqual(REFUSED);
    expect(await versionOf(owner, id)).toBe(2);
    expect(await send(newId())).toEqual({ estimate: { status: 'SENT' }, userErrors: [] });
  });

  it('whoever still sees the amounts before can’t send them, and who watches is told', async () => {
    const owner = viewerWith('owner');
    const id = await outdated(owner);
    const watch = 'subscription ($id: ID!) { estimateChanged(id: $id) { version taxRate } }';
    const stream = await graph.subscribe(graph.parts.tokens.sign(owner), watch, { id });
    if (!isStream<SubgraphStream>(stream)) throw new Error(JSON.stringify(stream));
    expect((await nextOf(stream)).data).toMatchObject({ estimateChanged: { version: 1, taxRate: '22' } });
    const other = viewerWith('owner', owner.orgId);
    const seen = { id, expectedVersion: 1 };
    expect((await graph.mutate(owner, 'sendEstimate', seen)).userErrors).toMatchObject(REFUSED.userErrors);
    expect((await nextOf(stream)).data).toMatchObject({ estimateChanged: { version: 2, taxRate: '23' } });
    expect(codes(await graph.tryMutate(other, 'sendEstimate', seen))).toEqual(['CONFLICT']);
    expect(codesOf(await graph.mutate(other, 'sendEstimate', { id, expectedVersion: 2 }))).toEqual([]);
  });

  it('five at once raise the version once', async () => {
    const owner = viewerWith('owner');
    const id = await outdated(owner);
    const seen = { id, expectedVersion: 1 };
    await Promise.all(Array.from({ length: 5 }, () => graph.tryMutate(owner, 'sendEstimate', seen)));
    expect(await versionOf(owner, id)).toBe(2);
  });

  it('one in review has the new ones, too, and can be sent', async () => {
    const owner = viewerWith('owner');
    const id = await outdated(owner);
    const author = viewerWith('owner', owner.orgId);
    expect(codesOf(await graph.mutate(author, 'submitEstimate', { id }))).toEqual([]);
    const version = await versionOf(owner, id);
    const send = (expectedVersion: number) => graph.mutate(owner, 'sendEstimate', { id, expectedVersion });
    expect((await send(version)).userErrors).toMatchObject(REFUSED.userErrors);
    expect(await read(owner, id)).toMatchObject({ taxRate: '23', totals: { total: { amount: '123.00' } } });
    expect(codesOf(await send(version + 1))).toEqual([]);
  });
});

describe('when the organisation’s tax changes', () => {
  const RETAXING =
    'changesEstimate positions { name } taxRate taxName before { tax { amount } } after { tax { amount } }';
  const retaxing = async (viewer: Viewer, id: string) =>
    dataOf(await graph.execute(viewer, `{ retaxing(estimateId: "${id}") { ${RETAXING} } }`)).retaxing;
  const outdated = async (viewer: Viewer): Promise<string[]> =>
    dataOf(
      await graph.execute(viewer, '{ estimateDefaults { outdatedDrafts { id } } }'),
    ).estimateDefaults.outdatedDrafts.map(({ id }: { id: string }) => id);

  it('drafts whose taxes hold other percentages by now are listed, and follow when somebody says so', async () => {
    const owner = viewerWith('owner');
    const taxId = await taxFor(owner);
    const other = await taxFor(owner, LEVY);
    const late = await draft(owner, {
      taxId,
      supplyDate: '2027-05-01',
      positions: [PAINT, { ...PAINT, name: 'Own', taxId }],
    });
    const early = await draft(owner, { taxId, supplyDate: '2026-05-01' });
    const second = await draft(owner, {
      taxRate: '1',
      secondTax: { taxId: other, compound: false },
      supplyDate: '2026-10-01',
    });
    expect(await outdated(owner)).toEqual([]);
    expect(await retaxing(owner, late.id)).toBeNull();
    await graph.mutate(owner, 'updateTax', {
      id: taxId,
      periods: [VAT.periods[0], { rate: '23', from: '2027-01-01' }],
    });
    await graph.mutate(owner, 'updateTax', { id: other, periods: [{ rate: '8', from: '2026-10-01' }] });
    expect((await outdated(owner)).sort()).toEqual([late.id, second.id].sort());
    expect(await retaxing(owner, early.id)).toBeNull();
    expect(await retaxing(owner, late.id)).toEqual({
      ...{ changesEstimate: true, positions: [{ name: 'Own' }], taxRate: '23', taxName: 'VAT' },
      ...{ before: { tax: { amount: '44.00' } }, after: { tax: { amount: '46.00' } } },
    });
    expect(await rateOf(owner, late.id)).toBe('22');
    const done = await graph.mutate(
      owner,
      'retaxEstimate',
      { estimateId: late.id },
      'changed estimate { totals { tax { amount } } }',
    );
    expect(done).toMatchObject({ changed: true, estimate: { totals: { tax: { amount: '46.00' } } } });
    expect(await graph.mutate(owner, 'retaxEstimate', { estimateId: late.id }, 'changed')).toMatchObject({
      changed: false,
    });
    expect(await outdated(owner)).toEqual([second.id]);
    await change(owner, second.id, { roundPayableTo: '1' });
    expect(await outdated(owner)).toEqual([]);
  });

  it('new estimates begin with a tax with days, and drafts with a former one get it', async () => {
    const owner = viewerWith('owner');
    const taxId = await taxFor(owner);
    await graph.mutate(owner, 'updateEstimateDefaults', { taxRate: '20', taxName: 'Old' });
    const plain = {
      title: 'T',
      currency: 'EUR',
      supplyDate: '2027-01-01',
      positions: [PAINT, { ...PAINT, name: 'Own', taxRate: '20' }],
    };
    const make = async () => {
      const input = { ...plain, leadId: graph.lead(owner) };
      return (await graph.mutate(owner, 'createEstimate', input, 'estimate { id }'))['estimate'].id as string;
    };
    const old = await make();
    const { defaults } = await graph.mutate(
      owner,
      'updateEstimateDefaults',
      { taxId, taxName: null },
      'defaults { tax { name } taxName }',
    );
    expect(defaults).toEqual({ tax: { name: 'VAT' }, taxName: null });
    const young = await make();
    expect(await read(owner, young)).toMatchObject({ taxRate: '22', taxName: 'VAT', tax: { name: 'VAT' } });
    expect(await outdated(owner)).toEqual(expect.arrayContaining([old]));
    expect(await retaxing(owner, old)).toMatchObject({
      changesEstimate: true,
      positions: [{ name: 'Own' }],
      taxRate: '22',
      taxName: 'VAT',
      after: { tax: { amount: '44.00' } },
    });
    await graph.mutate(owner, 'retaxEstimate', { estimateId: old, includesPositions: true });
    expect(await read(owner, old)).toMatchObject({
      taxRate: '22',
      tax: { name: 'VAT' },
      positions: [{}, { ownTax: { name: 'VAT' }, effectiveTaxRate: '22' }],
    });
    expect(await outdated(owner)).not.toContain(old);
    // And back: the tax with days is a former one then.
    await graph.mutate(owner, 'updateEstimateDefaults', { taxRate: '5' });
    expect((await outdated(owner)).sort()).toEqual([old, young].sort());
    await graph.mutate(owner, 'retaxEstimate', { estimateId: old });
    expect(await read(owner, old)).toMatchObject({
      taxRate: '5',
      tax: null,
      positions: [{ effectiveTaxRate: '5' }, { ownTax: null, taxRate: '5' }],
    });
  });
});

it('leaves estimates with percentages of their own as they are, and reads no tax for them', async () => {
  const owner = viewerWith('owner');
  const { id } = await graph.estimate(owner, { positions: [PAINT], supplyDate: '2027-01-01' });
  expect(await read(owner, id)).toMatchObject({
    taxRate: '20',
    tax: null,
    totals: { total: { amount: '120.00' } },
  });
  const answer = await graph.tryMutate(
    owner,
    'updateEstimate',
    { id, supplyDate: '2020-01-01' },
    'estimate { taxRate }',
  );
  expect(
    answer.statements.filter((sql) => sql.includes('estimates"."taxes') || sql.includes('estimates.taxes')),
  ).toEqual([]);
});

it('is taken off by a percentage, by null, and by the estimate’s; giving the same again changes nothing', async () => {
  const owner = viewerWith('owner');
  const taxId = await taxFor(owner);
  const secondTax = { taxId, compound: false };
  const { id, positions } = await draft(owner, {
    taxId,
    secondTax,
    supplyDate: '2027-01-01',
    positions: [{ ...PAINT, taxId }],
  });
  const { version } = (await change(owner, id, {})).estimate;
  expect((await change(owner, id, { taxId, secondTax, supplyDate: '2027-01-01' })).estimate.version).toBe(
    version,
  );
  await graph.mutate(owner, 'updatePosition', { id: positions[0]?.id, taxId: null });
  expect((await read(owner, id)).positions[0]).toMatchObject({
    taxRate: null,
    ownTax: null,
    effectiveTaxRate: '22',
  });
  expect((await change(owner, id, { taxRate: '7' })).estimate).toMatchObject({ taxRate: '7', tax: null });
  await change(owner, id, { taxId });
  expect((await change(owner, id, { taxId: null })).estimate).toMatchObject({ taxRate: '0', tax: null });
  await graph.mutate(owner, 'updatePosition', { id: positions[0]?.id, taxId });
  await graph.mutate(owner, 'updatePosition', { id: positions[0]?.id, taxExempt: true });
  expect((await read(owner, id)).positions[0]).toMatchObject({ ownTax: null, effectiveTaxRate: null });
});

it('is refused beside a percentage, and where nobody or somebody else has it', async () => {
  const owner = viewerWith('owner');
  const foreign = await taxFor(viewerWith('owner'));
  const taxId = await taxFor(owner);
  const input = { title: 'T', currency: 'EUR', leadId: graph.lead(owner) };
  const refusals = async (more: object) => {
    const { userErrors } = await graph.mutate(owner, 'createEstimate', { ...input, ...more });
    return userErrors.map(({ code, path }) => [code, path.join('.')]);
  };
  expect(await refusals({ taxId, taxRate: '20' })).toEqual([['TAX_GIVEN_TWICE', 'taxId']]);
  expect(await refusals({ taxId, taxExempt: true })).toEqual([['TAX_GIVEN_TWICE', 'taxId']]);
  expect(await refusals({ taxId: foreign })).toEqual([['TAX_NOT_FOUND', 'taxId']]);
  expect(await refusals({ taxId: 'nothing' })).toEqual([['TAX_NOT_FOUND', 'taxId']]);
  expect(await refusals({ taxRate: '1', positions: [{ ...PAINT, secondTaxId: foreign }] })).toEqual([
    ['TAX_NOT_FOUND', 'positions.0.secondTaxId'],
  ]);
  const defaults = await graph.mutate(owner, 'updateEstimateDefaults', { taxId: foreign });
  expect(defaults.userErrors).toMatchObject([{ code: 'TAX_NOT_FOUND', path: ['taxId'] }]);
});

describe('taxes themselves', () => {
  it('are listed by name, changed by version, archived, and seen by nobody else', async () => {
    const owner = viewerWith('owner');
    const id = await taxFor(owner);
    await taxFor(owner, LEVY);
    const list = async (viewer: Viewer, args = '') =>
      dataOf(
        await graph.execute(
          viewer,
          `{ taxes${args} { name periods { rate from until } rate(on: "2026-12-31") } }`,
        ),
      ).taxes.map(({ name, rate }: { name: string; rate: string }) => [name, rate]);
    expect(await list(viewerWith('viewer', owner.orgId))).toEqual([
      ['Levy', '7'],
      ['VAT', '20'],
    ]);
    expect(await list(viewerWith('owner'))).toEqual([]);
    const update = (input: object) =>
      graph.tryMutate(owner, 'updateTax', { id, ...input }, 'tax { version }');
    expect(dataOf(await update({ archived: true, expectedVersion: 1 })).updateTax.tax.version).toBe(2);
    expect(dataOf(await update({ archived: true })).updateTax.tax.version).toBe(2);
    expect(codes(await update({ name: 'X', expectedVersion: 1 }))).toEqual(['CONFLICT']);
    expect(await list(owner)).toEqual([['Levy', '7']]);
    expect(await list(owner, '(includeArchived: true)')).toEqual([
      ['Levy', '7'],
      ['VAT', '20'],
    ]);
  });

  it('are for who may change the organisation, and of its own', async () => {
    const owner = viewerWith('owner');
    const id = await taxFor(owner);
    expect(codes(await graph.tryMutate(viewerWith('manager', owner.orgId), 'createTax', VAT))).toEqual([
      'FORBIDDEN',
    ]);
    expect(errorsOf(await graph.tryMutate(viewerWith('owner'), 'updateTax', { id, name: 'X' }))[0]).toContain(
      'NOT_FOUND',
    );
    const { userErrors } = await graph.mutate(owner, 'createTax', {
      name: ' ',
      periods: [{ rate: '1' }, { rate: '2' }],
    });
    expect(userErrors.map(({ code }) => code)).toEqual(['REQUIRED', 'PERIODS_OVERLAP']);
  });
});
