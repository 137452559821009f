import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { newId } from '../../../../service-kit/data/ids';
import { cleanFiles } from '../../../../service-kit/files/file-cleaning';
import { JobTimedOut } from '../../../../service-kit/jobs/job-kind';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { useEstimates } from '../../../../testkit/estimates';
import { SENT_SHEETS } from '../../../../testkit/import-sheets';
import { runPreviewOf, sentFile } from '../../../../testkit/imports';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { runProcessAsset } from './asset-job';
import { readAssetBeside } from './reading/read-asset-beside';

const graph = useEstimates();

const FIELDS = `id name kind size sha256 state error { code message } pageCount sheets { name isHidden rowCount }
  partCount isTruncated url project { id } parts(first: 100) { totalCount edges { node { number sheet row page text cells } } }`;
const show = async (viewer: Viewer, id: string) =>
  dataOf(await graph.execute(viewer, `{ asset(id: "${id}") { ${FIELDS} } }`)).asset;
const run = (viewer: Viewer) => runPreviewOf(graph, viewer, runProcessAsset);
const keep = async (viewer: Viewer, name: string, bytes: Buffer, over: object = {}): Promise<string> => {
  const uploadId = await sentFile(graph, viewer, name, bytes, 'ASSET');
  const asked = await graph.mutate(viewer, 'processAsset', { uploadId, ...over }, 'asset { id state }');
  expect(asked).toMatchObject({ asset: { id: uploadId, state: 'PROCESSING' }, userErrors: [] });
  return uploadId;
};
const keepAndRead = async (viewer: Viewer, name: string, bytes: Buffer, over: object = {}) => {
  const id = await keep(viewer, name, bytes, over);
  expect(await run(viewer)).toBe(true);
  return show(viewer, id);
};
const texts = (asset: { parts: { edges: { node: { text: string } }[] } }) =>
  asset.parts.edges.map(({ node }) => node.text);

/** A PDF whose pages show a line of text each. */
function pdfOf(...pages: string[]): Buffer {
  const contents = pages.map((text) => Buffer.from(`BT /F1 12 Tf 72 720 Td (${text}) Tj ET`, 'latin1'));
  return pdfWith(contents);
}
function pdfWith(contents: readonly Buffer[]): Buffer {
  const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';
  const kids = contents.map((_content, index) => `${4 + 2 * index} 0 R`);
  const objects: Buffer[] = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from(`<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${contents.length} >>`),
    Buffer.from(font),
  ];
  contents.forEach((content, index) => {
    const resources = '/MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >>';
    const page = `<< /Type /Page /Parent 2 0 R ${resources} /Contents ${5 + 2 * index} 0 R >>`;
    const packed = deflateSync(content);
    const head = `<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`;
    objects.push(Buffer.from(page), Buffer.concat([Buffer.from(head), packed, Buffer.from('\nendstream')]));
  });
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const places: number[] = [];
  for (const [index, object] of objects.entries()) {
    places.push(Buffer.concat(parts).length);
    parts.push(Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n'));
  }
  const at = Buffer.concat(parts).length;
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  const tail = `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`;
  const head = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  return Buffer.concat([...parts, Buffer.from(head + table + tail)]);
}

describe('a file that is kept', () => {
  it('is read row by row where it is a table, whatever kind it is of', async () => {
    const viewer = viewerWith('estimator');
    const csv = Buffer.from(
      'Имя;Телефон\r\nИван;+7 912 345-67-89\r\n;;\r\nОльга;\u0000x\r\n'.replace('\u0000', ''),
    );
    const asset = await keepAndRead(viewer, 'Люди.csv', csv);
    expect(asset).toMatchObject({
      ...{ name: 'Люди.csv', kind: 'csv', size: csv.length, state: 'READY', error: null, pageCount: null },
      ...{
        sha256: createHash('sha256').update(csv).digest('hex'),
        partCount: 3,
        isTruncated: false,
        sheets: [],
      },
    });
    expect(asset.url).toContain('/downloads/');
    expect(asset.parts.edges.map(({ node }: { node: object }) => node)).toEqual([
      { number: 1, sheet: null, row: 1, page: null, text: 'Имя\tТелефон', cells: ['Имя', 'Телефон'] },
      {
        number: 2,
        sheet: null,
        row: 2,
        page: null,
        text: 'Иван\t+7 912 345-67-89',
        cells: ['Иван', '+7 912 345-67-89'],
      },
      { number: 3, sheet: null, row: 4, page: null, text: 'Ольга\tx', cells: ['Ольга', 'x'] },
    ]);
    const sheet = SENT_SHEETS['sections in merged bold rows, sums of sections, tax below'];
    const book = await keepAndRead(viewer, sheet.file, await sheet.bytes());
    expect(book.sheets).toEqual([{ name: 'Смета', isHidden: false, rowCount: book.partCount }]);
    expect(book.parts.edges[0].node).toMatchObject({ number: 1, sheet: 'Смета', row: 1 });
  });

  it('is read page by page where it is a PDF, and line by line where it is a text', async () => {
    const viewer = viewerWith('owner');
    const paper = await keepAndRead(viewer, 'Offer.pdf', pdfOf('Call +49 30 123456', '', 'ann@example.com'));
    expect(paper).toMatchObject({ kind: 'pdf', state: 'READY', pageCount: 3, partCount: 2 });
    expect(
      paper.parts.edges.map(({ node }: { node: { page: number; text: string } }) => [node.page, node.text]),
    ).toEqual([
      [1, 'Call +49 30 123456'],
      [3, 'ann@example.com'],
    ]);
    const text = await keepAndRead(
      viewer,
      'Note.txt',
      Buffer.from(`Dear Ann,\n\n  see; below, please.\n${'x'.repeat(40_000)}\n`),
    );
    const [hers, body, ...long] = texts(text);
    expect([hers, body, long.join('')]).toEqual(['Dear Ann,', '  see; below, please.', 'x'.repeat(40_000)]);
  });

  it('is searched and paged, and found by name, project and bytes, at a constant number of statements', async () => {
    const viewer = viewerWith('estimator');
    const { project } = await graph.mutate(viewer, 'createProject', { name: 'P' }, 'project { id }');
    const bytes = Buffer.from(
      Array.from({ length: 1_200 }, (_, index) => `Line ${index + 1};100%`).join('\n'),
    );
    const asset = await keepAndRead(viewer, 'Long.csv', bytes, { projectId: project.id });
    expect(asset).toMatchObject({
      project: { id: project.id },
      partCount: 1_200,
      parts: { totalCount: 1_200 },
    });
    const find = async (search: string) =>
      dataOf(
        await graph.execute(
          viewer,
          `{ asset(id: "${asset.id}") { parts(search: "${search}") { totalCount edges { node { number } } } } }`,
        ),
      ).asset.parts;
    expect(await find('LINE 1199')).toMatchObject({ totalCount: 1, edges: [{ node: { number: 1_199 } }] });
    expect((await find('100%')).totalCount).toBe(1_200);
    expect((await find('1%0')).totalCount).toBe(0);
    await keepAndRead(viewer, 'Other.csv', Buffer.from('x'));
    const list = async (filter: string) =>
      dataOf(
        await graph.execute(
          viewer,
          `{ assets(filter: { ${filter} }) { totalCount edges { node { name } } } }`,
        ),
      ).assets;
    for (const filter of ['search: "LONG"', `projectId: "${project.id}"`, `sha256: "${asset.sha256}"`])
      expect(await list(filter)).toMatchObject({ totalCount: 1, edges: [{ node: { name: 'Long.csv' } }] });
    const wide = `{ assets { edges { node { id state error { code } project { id name } url
      parts(first: 2, search: "a") { totalCount edges { node { text } } } } } } }`;
    const cost = async () => (await graph.execute(viewer, wide)).statements.length;
    await keep(viewer, 'B.csv', Buffer.from('B')); // one that waits
    const few = await cost();
    for (const name of ['C', 'D', 'E']) await keep(viewer, `${name}.csv`, Buffer.from(name));
    expect([few, await cost()]).toEqual([few, few]);
  });

  it('is one however often it is asked for, and reads the same after a try that died in the middle', async () => {
    const viewer = viewerWith('estimator');
    const uploadId = await sentFile(graph, viewer, 'a.csv', Buffer.from('a\nb\n'), 'ASSET');
    const answers = await Promise.all(
      [1, 2, 3].map(() => graph.mutate(viewer, 'processAsset', { uploadId }, 'asset { id } job { id }')),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    await inOrganization(graph.parts.source, viewer.orgId, (db) =>
      db.query(
        `INSERT INTO estimates.asset_parts (org_id, asset_id, number, text, cells)
         SELECT $1, $2, n, 'half', '[]' FROM generate_series(1, 9) n`,
        [viewer.orgId, uploadId],
      ),
    );
    expect(await show(viewer, uploadId)).toMatchObject({ state: 'PROCESSING', parts: { totalCount: 0 } });
    expect([await run(viewer), await run(viewer)]).toEqual([true, false]);
    expect(texts(await show(viewer, uploadId))).toEqual(['a', 'b']);
  });

  it('goes with its parts and its bytes when it is deleted, and stays when its project goes', async () => {
    const viewer = viewerWith('owner');
    const { project } = await graph.mutate(viewer, 'createProject', { name: 'P' }, 'project { id }');
    const { id } = await keepAndRead(viewer, 'a.csv', Buffer.from('a'), { projectId: project.id });
    await graph.mutate(viewer, 'deleteProject', { id: project.id });
    expect(await show(viewer, id)).toMatchObject({ state: 'READY', project: null });
    expect(await graph.mutate(viewer, 'deleteAsset', { id }, 'deletedId')).toEqual({
      deletedId: id,
      userErrors: [],
    });
    const gone = await graph.execute(viewer, `{ asset(id: "${id}") { id } }`);
    expect(codes(gone)).toEqual(['NOT_FOUND']);
    const { files } = graph.kept();
    await cleanFiles(files);
    expect(await readdir(join(files.store.place, viewer.orgId))).toEqual([]);
  });
});

describe('a file that can’t be read', () => {
  it('is kept, says why, and is read again by its job', async () => {
    const viewer = viewerWith('estimator');
    const broken = await keepAndRead(viewer, 'a.pdf', Buffer.from('%PDF-1.4 nothing'));
    expect(broken).toMatchObject({
      state: 'FAILED',
      error: { code: 'FILE_BROKEN' },
      parts: { totalCount: 0 },
    });
    const id = await keep(viewer, 'b.csv', Buffer.from('a'));
    const setJob = (state: string) =>
      inOrganization(graph.parts.source, viewer.orgId, (db) =>
        db.query(`UPDATE jobs.jobs SET state = $2 WHERE org_id = $1 AND input ->> 'assetId' = $3`, [
          viewer.orgId,
          state,
          id,
        ]),
      );
    await setJob('CANCELLED');
    expect(await show(viewer, id)).toMatchObject({ state: 'FAILED', error: { code: 'JOB_CANCELLED' } });
    await setJob('QUEUED');
    await run(viewer);
    expect(await show(viewer, id)).toMatchObject({ state: 'READY', error: null });
  });

  it('is not tried again when it takes too long, and whoever sent it is told what to do', async () => {
    const viewer = viewerWith('estimator');
    const id = await keep(viewer, 'a.csv', Buffer.from('a'));
    const clock = new AbortController();
    const slow: typeof runProcessAsset = {
      ...runProcessAsset,
      run: (job, parts) =>
        runProcessAsset.run(
          {
            ...job,
            signal: clock.signal,
            commit: (work, progress) =>
              job.commit(work, progress).finally(() => clock.abort(new JobTimedOut())),
          },
          parts,
        ),
    };
    expect(await runPreviewOf(graph, viewer, slow)).toBe(true);
    expect(await show(viewer, id)).toMatchObject({ state: 'FAILED', error: { code: 'FILE_TOO_LARGE' } });
  });

  it('ends with its thread when the process grows beyond what it should, and is tried again: others may have grown', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'asset-'));
    const path = join(folder, 'bomb.pdf');
    await writeFile(path, pdfWith([Buffer.alloc(160 * 1024 * 1024, ' ')]));
    const stop = new AbortController().signal;
    const reading = readAssetBeside(
      { path, kind: 'pdf', isPlain: false },
      async () => undefined,
      stop,
      64 * 1024 * 1024,
    );
    await expect(reading).rejects.toMatchObject({ code: 'FILE_TOO_LARGE', isFinal: false });
    await rm(folder, { recursive: true });
  });
});

describe('what a caller may not', () => {
  it('keep: what was not sent for it, is another organisation’s, or goes into another’s project', async () => {
    const viewer = viewerWith('estimator');
    const stranger = viewerWith('owner');
    const { project } = await graph.mutate(stranger, 'createProject', { name: 'P' }, 'project { id }');
    const ask = (input: object) => graph.mutate(viewer, 'processAsset', input, 'asset { id }');
    for (const uploadId of [
      newId(),
      'none',
      await sentFile(graph, viewer),
      await sentFile(graph, stranger, 'a.csv', Buffer.from('a'), 'ASSET'),
    ])
      expect(await ask({ uploadId })).toMatchObject({
        asset: null,
        userErrors: [{ code: 'UPLOAD_NOT_FOUND' }],
      });
    const uploadId = await sentFile(graph, viewer, 'a.csv', Buffer.from('a'), 'ASSET');
    expect(await ask({ uploadId, projectId: project.id })).toMatchObject({
      userErrors: [{ code: 'PROJECT_NOT_FOUND', path: ['projectId'] }],
    });
  });

  it('see or delete: another organisation’s file, or any without the right to see costs', async () => {
    const owner = viewerWith('owner');
    const { id } = await keepAndRead(owner, 'a.csv', Buffer.from('a'));
    const read = `{ asset(id: "${id}") { id } }`;
    const stranger = viewerWith('owner');
    expect(codes(await graph.execute(stranger, read))).toEqual(['NOT_FOUND']);
    expect(codes(await graph.tryMutate(stranger, 'deleteAsset', { id }))).toEqual(['NOT_FOUND']);
    expect(dataOf(await graph.execute(stranger, '{ assets { totalCount } }')).assets.totalCount).toBe(0);
    const viewer = viewerWith('viewer', owner.orgId);
    expect(codes(await graph.execute(viewer, read))).toEqual(['FORBIDDEN']);
    expect(codes(await graph.execute(viewer, '{ assets { totalCount } }'))).toEqual(['FORBIDDEN']);
    expect(codes(await graph.tryMutate(viewer, 'deleteAsset', { id }))).toEqual(['FORBIDDEN']);
    expect(codes(await graph.tryMutate(viewer, 'processAsset', { uploadId: id }))).toEqual(['FORBIDDEN']);
  });
});
