import { Workbook } from '@protobi/exceljs';
import { objectKey } from '../../../../service-kit/files/file-store';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useEstimates } from '../../../../testkit/estimates';
import { exportsOf } from '../../../../testkit/exports';
import { sentFile } from '../../../../testkit/imports';
import { JPEG, pngOf } from '../../../../testkit/pictures';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const { ask, work, download } = exportsOf(graph);

const CONTENT = { title: 'Кухня', positions: [{ name: 'A', unitPrice: '10' }] };

async function sent(viewer: Viewer) {
  const estimate = await graph.estimate(viewer, CONTENT);
  await graph.mutate(viewer, 'sendEstimate', { id: estimate.id });
  return estimate;
}

const update = async (owner: Viewer, input: object) => {
  const { userErrors } = await graph.mutate(owner, 'updateLetterhead', input);
  expect(userErrors).toEqual([]);
};
const export_ = async (viewer: Viewer, input: object): Promise<Buffer> => {
  const jobId = await ask(viewer, input);
  while (await work(viewer));
  return download(viewer, jobId);
};
const imagesIn = (pdf: Buffer) => pdf.toString('latin1').match(/\/Subtype \/Image/g)?.length ?? 0;
const cellsOf = async (file: Buffer) => {
  const book = new Workbook();
  await book.xlsx.load(file as never);
  const [page] = book.worksheets;
  return { text: JSON.stringify(page?.getSheetValues()), images: page?.getImages().length };
};

const OURS = {
  legalName: 'ООО «Ромашка»',
  taxIds: [{ label: 'ИНН', value: '7701234567' }],
  footer: 'С 9 до 18',
};

it('writes the letterhead on paper, as it was when the estimate was sent', async () => {
  const owner = viewerWith('owner');
  const logoId = await sentFile(graph, owner, 'logo.png', pngOf({ width: 90, height: 30 }), 'LOGO');
  await update(owner, { ...OURS, logoId });
  const { id } = await sent(owner);
  const paper = await export_(owner, { estimateId: id, format: 'PDF' });
  expect(imagesIn(paper)).toBe(1);
  await update(owner, { legalName: 'ООО «Тюльпан»', footer: null, logoId: null });
  expect((await export_(owner, { estimateId: id, format: 'PDF' })).equals(paper)).toBe(true);
});

it('writes the letterhead in the workbook: of a draft, today’s', async () => {
  const owner = viewerWith('owner');
  const logoId = await sentFile(graph, owner, 'logo.png', pngOf({ width: 90, height: 30 }), 'LOGO');
  await update(owner, { ...OURS, logoId });
  const { id } = await graph.estimate(owner, CONTENT);
  const { text, images } = await cellsOf(await export_(owner, { estimateId: id, format: 'XLSX' }));
  expect(text).toContain('ООО «Ромашка», ИНН 7701234567');
  expect(text).toContain('С 9 до 18');
  expect(images).toBe(1);
  await update(owner, { legalName: 'ООО «Тюльпан»', footer: null, logoId: null });
  const now = await cellsOf(await export_(owner, { estimateId: id, format: 'XLSX' }));
  expect(now.text).toContain('ООО «Тюльпан», ИНН 7701234567');
  expect(now.text).not.toContain('С 9 до 18');
  expect(now.images).toBe(0);
});

it('lets the letterhead give way as a whole to a seller that is named, and paper goes without a logo whose bytes are gone', async () => {
  const owner = viewerWith('owner');
  const logoId = await sentFile(graph, owner, 'logo.jpg', JPEG, 'LOGO');
  await update(owner, { legalName: 'Ours', footer: 'Our footer', logoId });
  const { id } = await sent(owner);
  const other = { seller: { name: 'Theirs' }, estimateId: id };
  const { text, images } = await cellsOf(await export_(owner, { ...other, format: 'XLSX' }));
  expect(text).toContain('Theirs');
  expect(text).not.toMatch(/Ours|Our footer/);
  expect(images).toBe(0);
  expect(imagesIn(await export_(owner, { estimateId: id, format: 'PDF' }))).toBe(1);
  const { files } = graph.kept();
  await files.store.remove(objectKey(owner.orgId, logoId));
  expect(imagesIn(await export_(owner, { estimateId: id, format: 'PDF' }))).toBe(0);
});

it('writes the estimate’s own client, which a copy for somebody else leaves out', async () => {
  const owner = viewerWith('owner');
  const client = { name: 'Пётр', details: ['Тверь'] };
  const { id, leadId } = await graph.estimate(owner, { ...CONTENT, client });
  const { text } = await cellsOf(await export_(owner, { estimateId: id, format: 'XLSX' }));
  expect(text).toContain('Пётр, Тверь');
  const clientOf = async (name: string, input: object) =>
    (await graph.mutate(owner, name, input, 'estimate { client { name details } }'))['estimate'].client;
  expect(await clientOf('duplicateEstimate', { id })).toEqual(client);
  expect(await clientOf('duplicateEstimate', { id, leadId })).toEqual(client);
  expect(await clientOf('duplicateEstimate', { id, leadId: graph.lead(owner) })).toBeNull();
  expect(await clientOf('updateEstimate', { id, title: 'U' })).toEqual(client);
  expect(await clientOf('updateEstimate', { id, client: null })).toBeNull();
  const bad = await graph.mutate(owner, 'updateEstimate', { id, client: { name: ' ' } });
  expect(bad.userErrors).toMatchObject([{ code: 'REQUIRED', path: ['client', 'name'] }]);
});
