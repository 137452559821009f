import { execFileSync } from 'node:child_process';
import { Client } from 'pg';
import { Workbook } from '@protobi/exceljs';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useEstimates } from '../../../../testkit/estimates';
import { exportsOf } from '../../../../testkit/exports';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();

const CONTENT = {
  title: 'Кухня',
  adjustments: [
    { name: 'Накладные', kind: 'MARKUP', value: '10', base: 'COST' },
    { name: 'Скидка', kind: 'DISCOUNT', value: '5' },
  ],
  sections: [
    {
      name: 'Стены',
      positions: [
        { name: '=1+1', quantity: '2', unitPrice: '50', unitCost: '20', unit: 'м²' },
        { name: '-5', quantity: '1', unitPrice: '10.10', unitCost: '5' },
      ],
    },
  ],
};

const { ask, work, exported, download } = exportsOf(graph);

async function sent(viewer: Viewer) {
  const estimate = await graph.estimate(viewer, CONTENT);
  await graph.mutate(viewer, 'sendEstimate', { id: estimate.id });
  return estimate;
}

it('writes what was sent as a workbook whose numbers and sums are ours, and tells no cost', async () => {
  const manager = viewerWith('manager');
  const { id } = await sent(manager);
  const viewer = viewerWith('viewer', manager.orgId);
  const seller = { name: 'ООО «Ромашка»', details: ['ИНН 7701234567'] };
  const jobId = await ask(viewer, { estimateId: id, format: 'XLSX', seller });
  expect(dataOf(await exported(viewer, jobId)).exportedFile).toBeNull();
  expect(await work(manager)).toBe(true);
  const file = dataOf(await exported(viewer, jobId)).exportedFile;
  expect(file).toMatchObject({
    name: expect.stringMatching(/^Смета № 2.*Кухня\.xlsx$/),
    size: expect.any(Number),
  });

  const book = new Workbook();
  await book.xlsx.load((await download(viewer, jobId)) as never);
  const cells: [unknown, unknown][] = [];
  book.worksheets[0]?.eachRow((row) => cells.push([row.getCell(2).value, row.getCell(8).value]));
  const { totals } = dataOf(
    await graph.execute(viewer, `{ estimate(id: "${id}") { totals { total { amount } net { amount } } } }`),
  ).estimate;
  expect(cells).toContainEqual([
    'Всего',
    { formula: expect.any(String), result: Number(totals.total.amount) },
  ]);
  expect(cells).toContainEqual(['Скидка', { formula: expect.stringContaining('*-5/100'), result: -5.73 }]);
  expect(cells.map(([name]) => name)).toEqual(expect.arrayContaining(['=1+1', '-5']));
  expect(JSON.stringify(cells)).not.toContain('Накладные');
  expect(JSON.stringify(book.worksheets[0]?.getSheetValues())).toContain('ООО «Ромашка»');
});

it('writes PDF and CSV, each in its language', async () => {
  const manager = viewerWith('manager');
  const { id } = await sent(manager);
  const pdf = await ask(manager, { estimateId: id, format: 'PDF' });
  const csv = await ask(manager, { estimateId: id, format: 'CSV', language: 'EN' });
  while (await work(manager));
  expect((await download(manager, pdf)).subarray(0, 5).toString()).toBe('%PDF-');
  const text = (await download(manager, csv)).toString();
  expect(text.split('\r\n').slice(0, 4)).toEqual([
    '\ufeffNo.,Description,Unit,Quantity,Price,Amount,Currency',
    '1,Стены,,,,,',
    "1,'=1+1,м²,2,52.045,104.09,EUR",
    '2,-5,,1,10.51,10.51,EUR',
  ]);
});

it.each([
  ['RU', 'Дата поставки: 01.05.2027'],
  ['EN', 'Date of supply: 2027-05-01'],
] as const)(
  'names the day of supply on every paper in %s, of a draft and of what was sent',
  async (language, day) => {
    const manager = viewerWith('manager');
    const textsOf = async (estimateId: string) => {
      const jobs = [];
      for (const format of ['PDF', 'XLSX', 'CSV'])
        jobs.push(await ask(manager, { estimateId, format, language }));
      while (await work(manager));
      const [pdf, xlsx, csv] = await Promise.all(jobs.map((job) => download(manager, job)));
      const book = new Workbook();
      await book.xlsx.load(xlsx as never);
      return [
        execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf ?? Buffer.alloc(0) }).toString(),
        JSON.stringify(book.worksheets[0]?.getSheetValues()),
        csv?.toString(),
      ];
    };
    const named = await graph.estimate(manager, { ...CONTENT, supplyDate: '2027-05-01' });
    const unnamed = await graph.estimate(manager, CONTENT);
    for (const text of await textsOf(named.id)) expect(text).toContain(day);
    await graph.mutate(manager, 'sendEstimate', { id: named.id });
    for (const text of await textsOf(named.id)) expect(text).toContain(day);
    for (const text of await textsOf(unnamed.id)) expect(text).not.toContain(day.split(':')[0]);
  },
);

it('shows no day of supply of what was sent before it was part of the hash', async () => {
  const manager = viewerWith('manager');
  const { id } = await graph.estimate(manager, { ...CONTENT, supplyDate: '2027-05-01' });
  await graph.mutate(manager, 'sendEstimate', { id });
  const client = new Client({ connectionString: graph.parts.database.url });
  await client.connect();
  try {
    await client.query(`SELECT set_config('app.org_id', $1, false)`, [manager.orgId]);
    await client.query('ALTER TABLE estimates.snapshots DISABLE TRIGGER USER');
    await client.query('UPDATE estimates.snapshots SET format = 4 WHERE estimate_id = $1', [id]);
    await client.query('ALTER TABLE estimates.snapshots ENABLE TRIGGER USER');
  } finally {
    await client.end();
  }
  const jobId = await ask(manager, { estimateId: id, format: 'CSV', language: 'EN' });
  await work(manager);
  expect((await download(manager, jobId)).toString()).not.toContain('Date of supply');
});

it('writes what was sent from its snapshot alone', async () => {
  const manager = viewerWith('manager');
  const { id } = await sent(manager);
  const client = new Client({ connectionString: graph.parts.database.url });
  await client.connect();
  try {
    await client.query(`SELECT set_config('app.org_id', $1, false)`, [manager.orgId]);
    await client.query('ALTER TABLE estimates.positions DISABLE TRIGGER USER');
    await client.query(`UPDATE estimates.positions SET name = 'Forged', net = 0 WHERE estimate_id = $1`, [
      id,
    ]);
    await client.query('ALTER TABLE estimates.positions ENABLE TRIGGER USER');
  } finally {
    await client.end();
  }
  const jobId = await ask(manager, { estimateId: id, format: 'CSV' });
  await work(manager);
  const text = (await download(manager, jobId)).toString();
  expect(text).toContain("'=1+1");
  expect(text).not.toContain('Forged');
});

it('says so when a draft was deleted before its turn', async () => {
  const manager = viewerWith('manager');
  const draft = await graph.estimate(manager, { ...CONTENT, title: 'Bath' });
  const jobId = await ask(manager, { estimateId: draft.id, format: 'CSV' });
  await graph.mutate(manager, 'deleteEstimate', { id: draft.id }, 'deletedId');
  await work(manager);
  expect(dataOf(await exported(manager, jobId)).exportedFile).toBeNull();
  const [job] = await inOrganization(graph.parts.source, manager.orgId, (db) =>
    db.query<{ state: string; error_code: string }[]>(
      'SELECT state, error_code FROM jobs.jobs WHERE id = $1',
      [jobId],
    ),
  );
  expect(job).toEqual({ state: 'FAILED', error_code: 'ESTIMATE_GONE' });
});

it.each([
  [{ seller: { name: ' ' } }, 'REQUIRED', ['seller', 'name']],
  [{ client: { name: 'A', details: Array(13).fill('x') } }, 'TOO_MANY_ITEMS', ['client', 'details']],
  [{ client: { name: 'A', details: ['x'.repeat(301)] } }, 'TOO_LONG', ['client', 'details', '0']],
])('refuses %j', async (input, code, path) => {
  const manager = viewerWith('manager');
  const { id } = await graph.estimate(manager, CONTENT);
  const payload = await graph.mutate(
    manager,
    'exportEstimate',
    { estimateId: id, format: 'PDF', ...input },
    'job { id }',
  );
  expect(payload).toMatchObject({ job: null, userErrors: [{ code, path }] });
});

it("exports no estimate of another organisation's, and tells nothing of its jobs", async () => {
  const manager = viewerWith('manager');
  const { id } = await sent(manager);
  const stranger = viewerWith('owner');
  const tried = await graph.tryMutate(
    stranger,
    'exportEstimate',
    { estimateId: id, format: 'CSV' },
    'job { id }',
  );
  expect(codes(tried)).toEqual(['NOT_FOUND']);
  const jobId = await ask(manager, { estimateId: id, format: 'CSV' });
  expect(codes(await exported(stranger, jobId))).toEqual(['NOT_FOUND']);
});
