import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Workbook, type Worksheet } from '@protobi/exceljs';
import { localChanges } from '../../../../service-kit/changes/changes';
import { openFile } from '../../../../service-kit/files/files';
import { bindRunners, runNextJob } from '../../../../service-kit/jobs/run-job';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useEstimates } from '../../../../testkit/estimates';
import { useImports } from '../../../../testkit/imports';
import { recalculate } from '../../../../testkit/programs';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { runExport } from '../exports/export-job';

/* Our own workbook, edited in LibreOffice, comes back. */

const graph = useEstimates();
const imports = useImports(graph);

const CONTENT = {
  title: 'Дом',
  taxRate: '20',
  adjustments: [{ name: 'Скидка', kind: 'DISCOUNT', value: '5' }],
  positions: [{ name: 'Проект', quantity: '1', unitPrice: '5000', unit: 'компл.' }],
  sections: [
    {
      name: 'Стены',
      adjustments: [{ name: 'Наценка раздела', kind: 'MARKUP', value: '10' }],
      positions: [
        {
          name: 'Штукатурка',
          quantity: '12.5',
          unitPrice: '350.55',
          unit: 'м²',
          code: 'Ш-1',
          discount: { mode: 'PERCENT', value: '3' },
        },
        { name: 'Примечание: стены ровные', kind: 'TEXT', unitPrice: '0' },
        {
          name: 'Краска',
          quantity: '0.333333',
          unitPrice: '199.999999',
          unit: 'л',
          wastePercent: '10',
          kind: 'MATERIAL',
        },
      ],
      sections: [
        { name: 'Откосы', positions: [{ name: 'Откос', quantity: '7', unitPrice: '120', unit: 'м' }] },
      ],
    },
  ],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cashcraft-round-trip-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function exported(viewer: Viewer, estimateId: string): Promise<Buffer> {
  const { source, log } = graph.parts;
  const { files, links } = graph.kept();
  const { job } = await graph.mutate(viewer, 'exportEstimate', { estimateId, format: 'XLSX' }, 'job { id }');
  const [runner] = bindRunners([runExport], { files, links, changes: localChanges() });
  if (!runner) throw new Error('There is no runner.');
  await runNextJob({ source }, runner, viewer.orgId, {
    changes: localChanges(),
    log,
    stop: new AbortController().signal,
  });
  const { exportedFile } = dataOf(
    await graph.execute(viewer, `{ exportedFile(jobId: "${job.id}") { url } }`),
  );
  const target = links.read(exportedFile.url.split('/').at(-1));
  if (target.kind !== 'file') throw new Error(target.kind);
  return buffer(await openFile(files, target.orgId, target.fileId));
}

/** Opens a workbook, lets a person edit it, and has LibreOffice save it. */
async function edited(
  bytes: Buffer,
  edit: (sheet: Worksheet, rowOf: (name: string) => number) => void,
): Promise<Buffer> {
  const book = new Workbook();
  await book.xlsx.load(bytes as never);
  const [sheet] = book.worksheets;
  if (!sheet) throw new Error('There is no sheet.');
  edit(sheet, (name) => {
    let found = 0;
    sheet.eachRow((row, number) => {
      if (row.getCell(2).value === name) found = number;
    });
    if (found === 0) throw new Error(`There is no row ${name}.`);
    return found;
  });
  const place = await mkdtemp(join(folder, 'edit-'));
  await writeFile(join(place, 'edited.xlsx'), Buffer.from(await book.xlsx.writeBuffer()));
  const [path = ''] = recalculate(place, ['edited.xlsx']);
  return readFile(path);
}

const WHOLE = `{ version totals { total { amount } } positions { id name quantity unit unitPrice }
  sections { id name positions { id name kind code quantity wastePercent unit unitPrice discount { value } }
    sections { id name positions { id name quantity unitPrice } } } }`;
const whole = async (viewer: Viewer, id: string) =>
  dataOf(await graph.execute(viewer, `{ estimate(id: "${id}") ${WHOLE} }`)).estimate;

it('changes nothing when nothing was edited', async () => {
  const viewer = viewerWith('estimator');
  const { id } = await graph.estimate(viewer, CONTENT);
  const before = await whole(viewer, id);
  const back = await edited(await exported(viewer, id), (sheet, rowOf) => {
    sheet.getCell(`C${rowOf('Штукатурка')}`).value = 'sq. m'; // the same unit, written otherwise
    sheet.getCell(`C${rowOf('Откос')}`).value = 'погонаж';
  });
  await graph.mutate(viewer, 'setUnitSynonym', { word: 'погонаж', unit: 'пог.м' });
  const shown = await imports.preview(viewer, await imports.send(viewer, 'back.xlsx', back), {
    estimateId: id,
    mode: 'UPDATE',
  });
  expect(shown['summary']).toMatchObject({
    added: 0,
    changed: 0,
    conflicts: 0,
    missing: 0,
    errors: 0,
    positions: 5,
    sections: 2,
  });
  expect((await imports.apply(viewer, { importId: shown['id'] })).userErrors).toEqual([]);
  expect(await whole(viewer, id)).toEqual(before);
});

it('takes a price that was edited in the place of its formula, and leaves formulas of others', async () => {
  const viewer = viewerWith('manager');
  const { id } = await graph.estimate(viewer, {
    parameters: [{ name: 'area', value: '40' }],
    positions: [
      { name: 'Пол', unitPriceFormula: 'area * 2', unitCostFormula: 'area' },
      { name: 'Потолок', unitPriceFormula: 'area / 3', formula: 'area' },
    ],
  });
  const back = await edited(await exported(viewer, id), (sheet, rowOf) => {
    sheet.getCell(`E${rowOf('Пол')}`).value = 95;
  });
  const uploadId = await imports.send(viewer, 'back.xlsx', back);
  const shown = await imports.preview(viewer, uploadId, { estimateId: id, mode: 'UPDATE' });
  expect(shown['summary']).toMatchObject({ changed: 1, errors: 0 });
  expect((await imports.apply(viewer, { importId: shown['id'] })).userErrors).toEqual([]);
  const fields = 'unitPrice unitPriceFormula unitCost unitCostFormula';
  const { estimate } = dataOf(
    await graph.execute(viewer, `{ estimate(id: "${id}") { positions { ${fields} } } }`),
  );
  expect(estimate.positions).toEqual([
    { unitPrice: '95.00', unitPriceFormula: null, unitCost: '40.00', unitCostFormula: 'area' },
    { unitPrice: '13.333333', unitPriceFormula: 'area / 3', unitCost: null, unitCostFormula: null },
  ]);
});

it('takes what was edited by the rows’ ids, keeps what the draft changed meanwhile, and asks about both', async () => {
  const viewer = viewerWith('estimator');
  const { id } = await graph.estimate(viewer, CONTENT);
  const before = await whole(viewer, id);
  const [plaster, , paint] = before.sections[0].positions;
  const back = await edited(await exported(viewer, id), (sheet, rowOf) => {
    sheet.getCell(`E${rowOf('Штукатурка')}`).value = 400;
    sheet.getCell(`D${rowOf('Откос')}`).value = 9;
    const at = rowOf('Проект');
    sheet.getCell(`B${at}`).value = 'Проект и надзор';
    sheet.insertRow(rowOf('Откос') + 1, [null, 'Новый откос', 'м', 2, 150]);
  });
  // Meanwhile a colleague changes one price that the file has changed, too, and a name that it hasn't.
  await graph.mutate(viewer, 'updatePosition', { id: plaster.id, unitPrice: '380' });
  await graph.mutate(viewer, 'updatePosition', { id: paint.id, name: 'Краска белая' });
  const uploadId = await imports.send(viewer, 'back.xlsx', back);
  const shown = await imports.preview(viewer, uploadId, { estimateId: id, mode: 'UPDATE' });
  expect(shown['summary']).toMatchObject({ added: 1, changed: 2, conflicts: 1, missing: 0, errors: 0 });
  expect((await imports.apply(viewer, { importId: shown['id'] })).userErrors).toMatchObject([
    { code: 'IMPORT_HAS_CONFLICTS' },
  ]);
  expect(
    (await imports.apply(viewer, { importId: shown['id'], conflicts: 'KEEP_DRAFT' })).userErrors,
  ).toEqual([]);
  const after = await whole(viewer, id);
  expect(after.positions).toEqual([{ ...before.positions[0], name: 'Проект и надзор' }]);
  const [wall] = after.sections;
  expect(wall.positions.map(({ name }: { name: string }) => name)).toEqual([
    'Штукатурка',
    'Примечание: стены ровные',
    'Краска белая',
  ]);
  expect(wall.positions[0]).toMatchObject({
    id: plaster.id,
    code: 'Ш-1',
    unitPrice: '380.00',
    discount: { value: '3' },
  });
  expect(wall.sections[0].positions).toMatchObject([
    { id: before.sections[0].sections[0].positions[0].id, quantity: '9' },
    { name: 'Новый откос', quantity: '2', unitPrice: '150.00' },
  ]);
});

it('makes the same lines and sums as a new estimate, but for the adjustments, which it tells', async () => {
  const viewer = viewerWith('estimator');
  const { id } = await graph.estimate(viewer, {
    ...CONTENT,
    adjustments: [],
    sections: CONTENT.sections.map((section) => ({ ...section, adjustments: [] })),
  });
  const before = await whole(viewer, id);
  const shown = await imports.preview(
    viewer,
    await imports.send(viewer, 'copy.xlsx', await exported(viewer, id)),
  );
  expect(shown['summary']).toMatchObject({ errors: 0, differences: 0 });
  const { estimate } = await imports.apply(viewer, {
    importId: shown['id'],
    newEstimate: { leadId: graph.lead(viewer), title: 'Копия', currency: 'EUR', taxRate: '20' },
  });
  const copy = await whole(viewer, estimate.id);
  expect(copy.totals).toEqual(before.totals);
  expect(copy.sections[0].sections[0]).toMatchObject({ name: 'Откосы', positions: [{ name: 'Откос' }] });
});

it('keeps names of options, merges sections’ names, takes a quantity in place of a formula, and removes no row it has', async () => {
  const viewer = viewerWith('estimator');
  const { id, sections } = await graph.estimate(viewer, {
    title: 'Offer',
    parameters: [{ name: 'area', value: '10' }],
    positions: [
      { name: 'Lamp', unitPrice: '10', choice: { taken: true } },
      { name: 'Screed', unitPrice: '5', formula: 'area' },
      { name: 'Broken', unitPrice: '7' },
      { name: 'Hidden', unitPrice: '8' },
      { name: 'Left out', unitPrice: '9' },
    ],
    sections: [
      { name: 'Walls', choice: { taken: true }, positions: [{ name: 'Paint', unitPrice: '1' }] },
      { name: 'Floor', positions: [{ name: 'Tiles', unitPrice: '1' }] },
      { name: 'Roof', positions: [{ name: 'Slates', unitPrice: '1' }] },
    ],
  });
  const back = await edited(await exported(viewer, id), (sheet, rowOf) => {
    sheet.getCell(`D${rowOf('Screed')}`).value = 12;
    sheet.getCell(`D${rowOf('Broken')}`).value = -5e15;
    sheet.getRow(rowOf('Hidden')).hidden = true;
    sheet.getCell(`B${rowOf('Floor')}`).value = 'Floors';
    sheet.spliceRows(rowOf('Left out'), 1);
  });
  await graph.mutate(viewer, 'updateSection', { id: sections[2]?.id, name: 'Roofs' });
  const uploadId = await imports.send(viewer, 'back.xlsx', back);
  const shown = await imports.preview(viewer, uploadId, { estimateId: id, mode: 'UPDATE' });
  expect(shown['summary']).toMatchObject({ added: 0, conflicts: 0, missing: 1, errors: 1 });
  const applied = await imports.apply(viewer, {
    ...{ importId: shown['id'], leaveOutErrors: true, removeMissing: true },
  });
  expect(applied.userErrors).toEqual([]);
  const read = `{ estimate(id: "${id}") { positions { id name quantity formula choice { taken } } sections { name choice { taken } } } }`;
  const { estimate } = dataOf(await graph.execute(viewer, read));
  expect(estimate).toMatchObject({
    positions: [
      { name: 'Lamp', choice: { taken: true } },
      { name: 'Screed', quantity: '12', formula: null },
      { name: 'Broken', quantity: '1' },
      { name: 'Hidden' },
    ],
    sections: [{ name: 'Walls', choice: { taken: true } }, { name: 'Floors' }, { name: 'Roofs' }],
  });
});

it('asks about a section that the file and the draft have both renamed', async () => {
  const viewer = viewerWith('estimator');
  const { id, sections } = await graph.estimate(viewer, CONTENT);
  const back = await edited(await exported(viewer, id), (sheet, rowOf) => {
    sheet.getCell(`B${rowOf('Стены')}`).value = 'Стены и потолки';
  });
  await graph.mutate(viewer, 'updateSection', { id: sections[0]?.id, name: 'Стены дома' });
  const uploadId = await imports.send(viewer, 'back.xlsx', back);
  const shown = await imports.preview(viewer, uploadId, { estimateId: id, mode: 'UPDATE' });
  expect(shown['summary']).toMatchObject({ added: 0, changed: 0, conflicts: 1 });
  await imports.apply(viewer, { importId: shown['id'], conflicts: 'TAKE_FILE' });
  expect((await whole(viewer, id)).sections).toMatchObject([{ name: 'Стены и потолки' }]);
});
