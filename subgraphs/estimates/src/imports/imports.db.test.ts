import type { Viewer } from '../../../../service-kit/auth/viewer';
import { newId } from '../../../../service-kit/data/ids';
import { JobTimedOut } from '../../../../service-kit/jobs/job-kind';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { useEstimates } from '../../../../testkit/estimates';
import { SENT_SHEETS } from '../../../../testkit/import-sheets';
import { useImports } from '../../../../testkit/imports';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { runApply } from './apply-job';
import { runPreview } from './preview-job';

const graph = useEstimates();
const imports = useImports(graph);

const sheet = async (name: keyof typeof SENT_SHEETS) => ({
  name: SENT_SHEETS[name].file,
  bytes: await SENT_SHEETS[name].bytes(),
});
async function previewOf(viewer: Viewer, name: keyof typeof SENT_SHEETS, input: object = {}) {
  const { name: file, bytes } = await sheet(name);
  return imports.preview(viewer, await imports.send(viewer, file, bytes), input);
}
const newEstimate = (viewer: Viewer, over: object = {}) => ({
  leadId: graph.lead(viewer),
  title: 'Кухня',
  currency: 'RUB',
  taxRate: '20',
  ...over,
});

const CONTENT = `{ id number title version totals { net { amount } total { amount } }
  positions { name kind quantity unit unitPrice }
  sections { name positions { name quantity unit unitPrice code description } sections { name positions { name } } } }`;
const contentOf = async (viewer: Viewer, id: string) =>
  dataOf(await graph.execute(viewer, `{ estimate(id: "${id}") ${CONTENT} }`)).estimate;

const SECTIONS = 'sections in merged bold rows, sums of sections, tax below';

it('takes a tax with days for the new estimate, by its day of supply', async () => {
  const owner = viewerWith('owner');
  const periods = [
    { rate: '20', until: '2026-12-31' },
    { rate: '22', from: '2027-01-01', until: '2027-12-31' },
  ];
  const { tax } = await graph.mutate(owner, 'createTax', { name: 'НДС', periods }, 'tax { id }');
  const importId = (await previewOf(owner, SECTIONS))['id'];
  const made = (supplyDate: string) =>
    imports.apply(owner, {
      importId,
      newEstimate: newEstimate(owner, { taxRate: null, taxId: tax.id, supplyDate }),
    });
  expect((await made('2028-01-01')).userErrors).toMatchObject([{ code: 'TAX_NOT_VALID', path: ['taxId'] }]);
  const { id } = (await made('2027-01-01'))['estimate'];
  const answer = await graph.execute(
    owner,
    `{ estimate(id: "${id}") { taxRate supplyDate tax { name } totals { taxes { rate } } } }`,
  );
  expect(dataOf(answer).estimate).toEqual({
    ...{ taxRate: '22', supplyDate: '2027-01-01', tax: { name: 'НДС' } },
    totals: { taxes: [{ rate: '22' }] },
  });
});

it('shows what a sheet becomes, changes nothing, and makes it once', async () => {
  const viewer = viewerWith('estimator');
  const shown = await previewOf(viewer, SECTIONS);
  expect(shown).toMatchObject({
    state: 'READY',
    fileName: 'разделы.xlsx',
    sheet: 'Смета',
    headerRow: 1,
    foundTaxRate: '20',
    foundTaxIsIncluded: false,
    summary: {
      rows: 13,
      sections: 2,
      positions: 3,
      totals: 5,
      skipped: 3,
      errors: 0,
      differences: 1,
      net: '16622.00',
    },
  });
  const sums = shown['rows'].edges
    .map(({ node }: { node: { outcome: string; totalDifference: string } }) => node)
    .filter(({ outcome }: { outcome: string }) => outcome === 'TOTAL');
  expect(sums[1]).toMatchObject({
    row: 9,
    totalKind: 'SECTION',
    totalInFile: '10000',
    totalOurs: '10022.00',
    totalDifference: '-22',
  });
  expect(dataOf(await graph.execute(viewer, '{ estimates { totalCount } }')).estimates.totalCount).toBe(0);

  const input = { importId: shown['id'], newEstimate: newEstimate(viewer) };
  const tries = await Promise.all([
    imports.apply(viewer, input),
    imports.apply(viewer, input),
    imports.apply(viewer, input),
  ]);
  expect(tries.map(({ userErrors }) => userErrors)).toEqual([[], [], []]);
  expect(new Set(tries.map(({ estimate }) => estimate.id)).size).toBe(1);
  const id = tries[0]?.['estimate'].id as string;
  expect(await contentOf(viewer, id)).toMatchObject({
    title: 'Кухня',
    totals: { net: { amount: '16622.00' }, total: { amount: '19946.40' } },
    positions: [],
    sections: [
      {
        name: 'Демонтажные работы',
        positions: [{ name: 'Снятие обоев', quantity: '40', unit: 'м²' }, { name: 'Разборка перегородок' }],
      },
      { name: 'Отделка', positions: [{ name: 'Шпаклёвка', unitPrice: '250.55' }] },
    ],
  });
  expect(dataOf(await graph.execute(viewer, '{ estimates { totalCount } }')).estimates.totalCount).toBe(1);
  expect(await imports.show(viewer, shown['id'])).toMatchObject({ state: 'APPLIED', appliedTo: { id } });
});

it('reads units by the organisation’s own words', async () => {
  const viewer = viewerWith('owner');
  await graph.mutate(viewer, 'setUnitSynonym', { word: 'квадрат', unit: 'м2' });
  const bytes = Buffer.from('Наименование;Ед. изм.;Кол-во;Цена\nОкраска;Квадрат.;10;100\n');
  const { id } = await imports.preview(viewer, await imports.send(viewer, 'a.csv', bytes));
  const applied = await imports.apply(viewer, { importId: id, newEstimate: newEstimate(viewer) });
  expect((await contentOf(viewer, applied['estimate'].id)).positions).toMatchObject([{ unit: 'м²' }]);
});

it('goes into a project of the organisation, and into no other', async () => {
  const viewer = viewerWith('owner');
  const { id } = await previewOf(viewer, SECTIONS);
  const into = (projectId: string) =>
    imports.apply(viewer, { importId: id, newEstimate: newEstimate(viewer, { projectId }) });
  expect((await into(newId())).userErrors).toMatchObject([{ code: 'PROJECT_NOT_FOUND' }]);
  const made = await graph.mutate(viewer, 'createProject', { name: 'House' }, 'project { id }');
  const { estimate, userErrors } = await into(made['project'].id);
  expect(userErrors).toEqual([]);
  const { data } = await graph.execute(viewer, `{ estimate(id: "${estimate.id}") { project { name } } }`);
  expect(data).toEqual({ estimate: { project: { name: 'House' } } });
});

it('adds to a draft, or takes its place, and refuses when the draft has changed since', async () => {
  const viewer = viewerWith('estimator');
  const draft = await graph.estimate(viewer, {
    positions: [{ name: 'Была', unitPrice: '1' }],
    sections: [{ name: 'Раздел был' }],
  });
  const shown = await previewOf(viewer, SECTIONS, { estimateId: draft.id, mode: 'APPEND' });
  expect(shown['summary']).toMatchObject({ added: 5, changed: 0 });
  expect((await imports.apply(viewer, { importId: shown['id'] })).userErrors).toEqual([]);
  const appended = await contentOf(viewer, draft.id);
  expect(appended.sections.map(({ name }: { name: string }) => name)).toEqual([
    'Раздел был',
    'Демонтажные работы',
    'Отделка',
  ]);
  expect(appended.positions).toHaveLength(1);

  const again = await previewOf(viewer, SECTIONS, { estimateId: draft.id, mode: 'REPLACE' });
  await graph.mutate(viewer, 'updateEstimate', { id: draft.id, title: 'Other' });
  const stale = await graph.tryMutate(viewer, 'applyImport', { importId: again['id'] }, 'estimate { id }');
  expect(codes(stale)).toEqual(['CONFLICT']);
  const fresh = await previewOf(viewer, SECTIONS, { estimateId: draft.id, mode: 'REPLACE' });
  expect((await imports.apply(viewer, { importId: fresh['id'] })).userErrors).toEqual([]);
  const replaced = await contentOf(viewer, draft.id);
  expect(replaced.positions).toEqual([]);
  expect(replaced.sections.map(({ name }: { name: string }) => name)).toEqual([
    'Демонтажные работы',
    'Отделка',
  ]);
  expect(replaced.totals.net.amount).toBe('16622.00');
});

it('imports nothing while rows have errors, tells each by its cell, and leaves them out when told so', async () => {
  const viewer = viewerWith('estimator');
  const shown = await previewOf(viewer, 'mistakes in cells');
  expect(shown['summary']).toMatchObject({ errors: 3, warnings: 4, positions: 9 });
  const input = { importId: shown['id'], newEstimate: newEstimate(viewer) };
  const refused = await imports.apply(viewer, input);
  expect(refused['estimate']).toBeNull();
  expect(refused.userErrors.map(({ code }) => code)).toEqual([
    'IMPORT_HAS_ERRORS',
    'NOT_A_NUMBER',
    'CELL_ERROR',
    'REQUIRED',
  ]);
  expect(refused.userErrors[1]?.message).toBe('E3: “по договору” is no number.');
  expect(dataOf(await graph.execute(viewer, '{ estimates { totalCount } }')).estimates.totalCount).toBe(0);
  const { estimate } = await imports.apply(viewer, { ...input, leaveOutErrors: true });
  expect((await contentOf(viewer, estimate.id)).positions.map(({ name }: { name: string }) => name)).toEqual([
    'Хорошая строка',
    'Отрицательное',
    'Другая сумма',
    'Много знаков',
    'Без цены',
    'Из суммы',
  ]);
});

it('remembers the columns that were chosen for the organisation, and lets them be overruled', async () => {
  const viewer = viewerWith('estimator');
  const shown = await previewOf(viewer, 'mistakes in cells', {
    columns: [
      { column: 'A', field: 'DESCRIPTION' },
      { column: 'F', field: null },
    ],
  });
  await imports.apply(viewer, {
    importId: shown['id'],
    newEstimate: newEstimate(viewer),
    leaveOutErrors: true,
  });
  const colleague = viewerWith('estimator', viewer.orgId);
  const again = await previewOf(colleague, 'mistakes in cells');
  expect(again['columns'][0]).toMatchObject({ field: 'DESCRIPTION', origin: 'REMEMBERED' });
  expect(again['columns'][5]).toMatchObject({ field: null });
  const overruled = await previewOf(colleague, 'mistakes in cells', {
    columns: [{ column: 'A', field: 'CODE' }],
  });
  expect(overruled['columns'][0]).toMatchObject({ field: 'CODE', origin: 'GIVEN' });
  const stranger = await previewOf(viewerWith('estimator'), 'mistakes in cells');
  expect(stranger['columns'][0]).toMatchObject({ field: 'CODE', origin: 'GUESSED' });
});

it('takes no costs from, and shows no import to, who may not see them', async () => {
  const owner = viewerWith('owner');
  const name = 'English, outline levels, currency formats, hidden rows and columns';
  const columns = [{ column: 'E', field: 'UNIT_COST' }];
  const shown = await previewOf(owner, name, { columns });
  const { estimate } = await imports.apply(owner, {
    importId: shown['id'],
    newEstimate: newEstimate(owner, { currency: 'EUR' }),
  });
  const costs = dataOf(
    await graph.execute(
      owner,
      `{ estimate(id: "${estimate.id}") { allPositions { edges { node { name unitCost } } } } }`,
    ),
  );
  expect(costs.estimate.allPositions.edges[0].node).toEqual({
    name: 'Excavation',
    unitCost: '20.00',
  });
  const other = {
    ...viewerWith('estimator', owner.orgId),
    permissions: new Set(['estimates:read', 'estimates:write']),
  };
  expect(codes(await graph.execute(other, `{ import(id: "${shown['id']}") { id } }`))).toEqual(['NOT_FOUND']);
  const uploadId = await imports.send(other, 'b.xlsx', (await sheet(name)).bytes);
  expect(codes(await graph.tryMutate(other, 'previewImport', { uploadId, columns }, 'job { id }'))).toEqual([
    'FORBIDDEN',
  ]);
});

describe('a preview', () => {
  it('says what a file is that is not read, and what to do', async () => {
    const viewer = viewerWith('estimator');
    const old = Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(600),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ]);
    const shown = await imports.preview(viewer, await imports.send(viewer, 'старый.xlsx', old));
    expect(shown).toMatchObject({
      state: 'FAILED',
      error: { code: 'FILE_ENCRYPTED', message: expect.stringContaining('Save it without one') },
      rows: { totalCount: 0 },
    });
    const { userErrors } = await imports.apply(viewer, {
      importId: shown['id'],
      newEstimate: newEstimate(viewer),
    });
    expect(userErrors).toMatchObject([{ code: 'IMPORT_FAILED' }]);
  });

  it.each([
    [{ columns: [{ column: 'A1', field: 'NAME' }] }, 'INVALID_COLUMN', ['columns', '0', 'column']],
    [
      {
        columns: [
          { column: 'A', field: 'NAME' },
          { column: 'B', field: 'NAME' },
        ],
      },
      'DUPLICATE_COLUMN',
      ['columns', '1'],
    ],
    [{ headerRow: -1 }, 'INVALID_ROW', ['headerRow']],
    [{ headerRow: 0 }, 'REQUIRED', ['columns']],
    [{ delimiter: 'ab' }, 'INVALID_DELIMITER', ['delimiter']],
    [{ sheet: 'x'.repeat(101) }, 'TOO_LONG', ['sheet']],
  ])('of %j is refused', async (input, code, path) => {
    const viewer = viewerWith('estimator');
    const uploadId = await imports.send(viewer, 'a.csv', Buffer.from('Наименование;Цена\nА;1\n'));
    expect(await imports.preview(viewer, uploadId, input)).toMatchObject({
      import: null,
      userErrors: [{ code, path }],
    });
  });

  it('is of a file that was sent for it, by one’s own organisation, into a draft', async () => {
    const viewer = viewerWith('manager');
    const uploadId = await imports.send(viewer, 'a.csv', Buffer.from('Наименование;Цена\nА;1\n'));
    const stranger = viewerWith('manager');
    expect(await imports.preview(stranger, uploadId)).toMatchObject({
      import: null,
      userErrors: [{ code: 'UPLOAD_NOT_FOUND' }],
    });
    const foreign = await graph.estimate(stranger);
    expect(
      codes(await graph.tryMutate(viewer, 'previewImport', { uploadId, estimateId: foreign.id })),
    ).toEqual(['NOT_FOUND']);
    const sent = await graph.estimate(viewer, { positions: [{ name: 'A', unitPrice: '1' }] });
    await graph.mutate(viewer, 'sendEstimate', { id: sent.id });
    expect(await imports.preview(viewer, uploadId, { estimateId: sent.id })).toMatchObject({
      userErrors: [{ code: 'ESTIMATE_NOT_DRAFT' }],
    });
  });

  it('of a sheet without a table says so', async () => {
    const viewer = viewerWith('estimator');
    const shown = await previewOf(viewer, 'no header at all');
    expect(shown).toMatchObject({ state: 'READY', headerRow: null, columns: [] });
    const { userErrors } = await imports.apply(viewer, {
      importId: shown['id'],
      newEstimate: newEstimate(viewer),
    });
    expect(userErrors).toMatchObject([{ code: 'IMPORT_NO_TABLE' }]);
  });

  const stopped = AbortSignal.abort(new Error('stop'));
  it.each<[string, object, number]>([
    ['the first of two tries', { isLastAttempt: false }, 0],
    ['the last try', { isLastAttempt: true }, 1],
    ['the last try, by its time', { isLastAttempt: true, signal: AbortSignal.abort(new JobTimedOut()) }, 1],
    ['the last try, because the process stops', { isLastAttempt: true, signal: stopped }, 0],
  ])('that fails at %s is told so as often as it should', async (_what, facts, expected) => {
    let told = 0;
    const job = {
      ...{ orgId: newId(), input: { importId: newId() }, signal: new AbortController().signal, ...facts },
      read: () => Promise.reject(new Error('The database is away.')),
      commit: () => Promise.resolve((told += 1)),
    };
    await expect(runPreview.run(job as never, {} as never)).rejects.toThrow('The database is away.');
    expect(told).toBe(expected);
  });

  it.each([
    ['FAILED', 'JOB_FAULT'],
    ['CANCELLED', 'JOB_CANCELLED'],
  ])('whose job ended as %s without a word has failed', async (state, code) => {
    const viewer = viewerWith('estimator');
    const uploadId = await imports.send(viewer, 'a.csv', Buffer.from('Наименование;Цена\nА;1\n'));
    const asked = await graph.mutate(viewer, 'previewImport', { uploadId }, 'import { id }');
    await inOrganization(graph.parts.source, viewer.orgId, (db) =>
      db.query('UPDATE jobs.jobs SET state = $1, finished_at = now()', [state]),
    );
    const shown = await imports.show(viewer, asked['import'].id);
    expect(shown).toMatchObject({ state: 'FAILED', error: { code } });
    const { userErrors } = await imports.apply(viewer, { importId: shown['id'] });
    expect(userErrors).toMatchObject([{ code: 'IMPORT_FAILED' }]);
  });
});

describe('a sheet of many rows', () => {
  const LINES = 1_050;
  const csv = Buffer.from(
    `Наименование;Кол-во;Цена\n${['А', 'Б', 'В']
      .map((name) => `${name}\n${Array.from({ length: LINES / 3 }, (_, n) => `${name}${n};2;10\n`).join('')}`)
      .join('')}`,
  );
  const shownOf = async (viewer: Viewer, input: object = {}) =>
    imports.preview(viewer, await imports.send(viewer, 'a.csv', csv), input);
  const titles = async (viewer: Viewer): Promise<string[]> => {
    const { estimates } = dataOf(await graph.execute(viewer, '{ estimates { edges { node { title } } } }'));
    return estimates.edges.map(({ node }: { node: { title: string } }) => node.title).sort();
  };

  it('is applied by a job: whole or not at all, whatever ends its worker, and once', async () => {
    const viewer = viewerWith('estimator');
    const shown = await shownOf(viewer);
    expect(shown).toMatchObject({ state: 'READY', summary: { sections: 3, positions: LINES } });
    const input = { importId: shown['id'], newEstimate: newEstimate(viewer), split: 'TOP_SECTIONS' };
    const [one, other] = [await imports.apply(viewer, input), await imports.apply(viewer, input)];
    expect(one).toMatchObject({ estimate: null, import: { state: 'APPLYING' }, userErrors: [] });
    expect(other['job'].id).toBe(one['job'].id);

    const killed = {
      ...{ id: one['job'].id, orgId: viewer.orgId, input: { importId: shown['id'] } },
      ...{ signal: new AbortController().signal, progress: () => Promise.resolve() },
      read: (work: never) => inOrganization(graph.parts.source, viewer.orgId, work),
      commit: (work: (db: unknown) => Promise<unknown>) =>
        inOrganization(graph.parts.source, viewer.orgId, async (db) => {
          await work(db);
          throw new Error('killed');
        }),
    };
    await expect(
      runApply.run(killed as never, { changes: { announce: () => undefined } } as never),
    ).rejects.toThrow('killed');
    expect(await titles(viewer)).toEqual([]);

    expect(await imports.runApply(viewer)).toBe(true);
    expect(await imports.runApply(viewer)).toBe(false);
    const done = await imports.show(viewer, shown['id']);
    const made = ['Кухня · А', 'Кухня · Б', 'Кухня · В'];
    expect(done).toMatchObject({
      ...{ state: 'APPLIED', applyJob: { id: one['job'].id }, applyErrors: [] },
      estimates: made.map((title) => ({ title })),
    });
    expect(await titles(viewer)).toEqual(made);
    const read = `{ estimate(id: "${done['estimates'][1].id}") { author { id } totals { net { amount } } } }`;
    expect(dataOf(await graph.execute(viewer, read)).estimate).toEqual({
      ...{ author: { id: viewer.userId }, totals: { net: { amount: '7000.00' } } },
    });
    expect(await imports.apply(viewer, input)).toMatchObject({ import: { state: 'APPLIED' }, job: null });
  });

  it('says what to mend when its job can’t, and can be applied again', async () => {
    const viewer = viewerWith('estimator');
    const draft = await graph.estimate(viewer);
    const shown = await shownOf(viewer, { estimateId: draft.id });
    const input = { importId: shown['id'] };
    expect((await imports.apply(viewer, { ...input, split: 'LINES' })).userErrors).toMatchObject([
      { code: 'SPLIT_NEEDS_NEW', path: ['split'] },
    ]);
    expect((await imports.apply(viewer, input)).import.state).toBe('APPLYING');
    await graph.mutate(viewer, 'updateEstimate', { id: draft.id, title: 'Other' });
    await imports.runApply(viewer);
    expect(await imports.show(viewer, shown['id'])).toMatchObject({
      ...{ state: 'READY', applyErrors: [{ code: 'CONFLICT' }], estimates: [] },
    });
    expect((await imports.apply(viewer, input)).import.state).toBe('APPLYING');
  });
});

describe('a sheet of prices', () => {
  const PRICES = `Код;Наименование;Ед.;Цена\nР1;Штукатурка;м2;650\nР2;Шпаклёвка;м2;320,5\n`;
  const shownOf = async (viewer: Viewer, text: string) =>
    imports.preview(viewer, await imports.send(viewer, 'p.csv', Buffer.from(text)));
  const put = (viewer: Viewer, input: object) =>
    graph.mutate(viewer, 'importPrices', input, 'import { state } catalogue { id itemCount } job { id }');
  const prices = async (viewer: Viewer) => {
    const query = `{ catalogueItems { edges { node { code name unit price(on: "2026-05-01") { unitPrice version } } } } }`;
    const { catalogueItems } = dataOf(await graph.execute(viewer, query));
    return catalogueItems.edges.map(({ node }: { node: object }) => node);
  };

  it('becomes a price list, and a new version of one that is there', async () => {
    const viewer = viewerWith('manager');
    const first = { importId: (await shownOf(viewer, PRICES))['id'], validFrom: '2026-01-01' };
    expect((await put(viewer, first)).userErrors).toMatchObject([{ code: 'REQUIRED', path: ['name'] }]);
    const wish = { ...first, name: 'Works', currency: 'RUB' };
    const [made, again] = [await put(viewer, wish), await put(viewer, wish)];
    expect(made).toMatchObject({ import: { state: 'APPLIED' }, catalogue: { itemCount: 2 }, userErrors: [] });
    expect(again.catalogue).toEqual(made.catalogue);
    expect((await imports.apply(viewer, { importId: first.importId })).userErrors).toMatchObject([
      { code: 'ALREADY_APPLIED' },
    ]);
    const text = `${PRICES.replace('650', '700')}Р3;Грунт;л;90\nР3;Ещё раз;л;91\n;Без кода;шт;1\n`;
    const next = { importId: (await shownOf(viewer, text))['id'], catalogueId: made.catalogue.id };
    expect((await put(viewer, next)).userErrors).toMatchObject([
      { code: 'DUPLICATE_CODE', message: expect.stringContaining('Row 5') },
      { code: 'REQUIRED', message: expect.stringContaining('Row 6') },
    ]);
    const dated = { ...next, leaveOutErrors: true, validFrom: '2026-03-01' };
    expect((await put(viewer, dated)).catalogue).toMatchObject({ itemCount: 3 });
    expect(await prices(viewer)).toEqual([
      { code: 'Р3', name: 'Грунт', unit: 'л', price: { unitPrice: '90', version: 2 } },
      { code: 'Р2', name: 'Шпаклёвка', unit: 'м²', price: { unitPrice: '320.5', version: 2 } },
      { code: 'Р1', name: 'Штукатурка', unit: 'м²', price: { unitPrice: '700', version: 2 } },
    ]);
  });

  it('of many rows is put in by a job, as one version', async () => {
    const viewer = viewerWith('manager');
    const rows = Array.from({ length: 2_300 }, (_, n) => `К${n};Работа ${n};шт;${n + 1}\n`).join('');
    const importId = (await shownOf(viewer, `Код;Наименование;Ед.;Цена\n${rows}`))['id'];
    const wish = { importId, name: 'Many', currency: 'RUB' };
    expect((await put(viewer, { ...wish, note: 'of\u0000May' })).userErrors).toMatchObject([
      { code: 'INVALID_CHARACTERS', path: ['note'] },
    ]);
    const asked = await put(viewer, wish);
    expect(asked).toMatchObject({ import: { state: 'APPLYING' }, catalogue: null, userErrors: [] });
    await imports.runApply(viewer);
    const read = `{ import(id: "${importId}") { state applyErrors { code } catalogue { name itemCount versions { number priceCount } } } }`;
    expect(dataOf(await graph.execute(viewer, read)).import).toEqual({
      ...{ state: 'APPLIED', applyErrors: [] },
      catalogue: { name: 'Many', itemCount: 2_300, versions: [{ number: 1, priceCount: 2_300 }] },
    });
  });
});
