import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { newId } from '../../../../service-kit/data/ids';
import { cleanFiles } from '../../../../service-kit/files/file-cleaning';
import { openFile, type FileSetting } from '../../../../service-kit/files/files';
import { serveUploads } from '../../../../service-kit/files/upload-route';
import { keepUpload } from '../../../../service-kit/files/uploads';
import { createHttpServer } from '../../../../service-kit/http/http';
import { silentLogger } from '../../../../service-kit/process/logger';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useEstimates } from '../../../../testkit/estimates';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { UPLOAD_RULES } from './upload-purposes';

const graph = useEstimates();
let app: FastifyInstance;
let base: string;

beforeAll(async () => {
  const { files, uploadLinks } = graph.kept();
  app = createHttpServer({ log: silentLogger(), limits: { readTimeoutMs: 500 } });
  serveUploads(app, { files, uploadLinks }, UPLOAD_RULES);
  base = await app.listen({ port: 0 });
});
afterAll(() => app?.close());

const CSV = Buffer.from('Наименование;Кол-во;Цена\r\nШтукатурка;2,5;1 200,50\r\n');
const FIELDS = 'upload { id name purpose size isReceived kind sha256 expiresAt } url urlExpiresAt';

const announce = (viewer: Viewer, over: object = {}) =>
  graph.mutate(
    viewer,
    'createUpload',
    { purpose: 'IMPORT', name: 'Смета.csv', size: CSV.length, ...over },
    FIELDS,
  );
const linkOf = async (viewer: Viewer, over: object = {}): Promise<{ id: string; path: string }> => {
  const { upload, url } = await announce(viewer, over);
  return { id: upload.id, path: new URL(url).pathname };
};
const put = (path: string, body: BodyInit, init: RequestInit = {}) =>
  fetch(`${base}${path}`, { method: 'PUT', body, ...init });
const found = (viewer: Viewer, id: string) =>
  graph.execute(viewer, `{ upload(id: "${id}") { id name size isReceived kind sha256 expiresAt } }`);
const usage = (orgId: string, setting: FileSetting = graph.kept().files): Promise<number> =>
  inOrganization(setting.source, orgId, async (db) => {
    const [row] = await db.query<{ bytes: string }[]>('SELECT bytes FROM estimates.file_usage');
    return Number(row?.bytes ?? 0);
  });
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('a file that is sent', () => {
  it('is there with its name, kind and hash, once; its link is used up', async () => {
    const viewer = viewerWith('estimator');
    const { upload, url, urlExpiresAt, userErrors } = await announce(viewer);
    expect(userErrors).toEqual([]);
    expect(upload).toMatchObject({ name: 'Смета.csv', isReceived: false, kind: null, sha256: null });
    expect(url).toMatch(/^https:\/\/api\.example\.com\/uploads\/[\w.-]+$/);
    expect(url).not.toContain(upload.id);
    expect(Date.parse(urlExpiresAt)).toBeGreaterThan(Date.now() + 20 * 60_000);
    expect(await usage(viewer.orgId)).toBe(CSV.length);

    const { pathname } = new URL(url);
    const answer = await put(pathname, CSV, {
      headers: { 'content-type': 'text/csv; charset=windows-1251' },
    });
    expect([answer.status, await answer.json()]).toEqual([
      201,
      { id: upload.id, name: 'Смета.csv', kind: 'csv', size: CSV.length, sha256: sha256(CSV) },
    ]);
    const known = dataOf(await found(viewer, upload.id)).upload;
    expect(known).toMatchObject({ isReceived: true, kind: 'csv', sha256: sha256(CSV) });
    expect(Date.parse(known.expiresAt)).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    const bytes = await buffer(await openFile(graph.kept().files, viewer.orgId, upload.id));
    expect(bytes.equals(CSV)).toBe(true);
    expect(await usage(viewer.orgId)).toBe(CSV.length);
    expect((await put(pathname, CSV)).status).toBe(409);
    expect(await readdir(graph.kept().files.spool)).toEqual([]);
  });

  it('may come slowly, in pieces of unknown number, by POST', async () => {
    const { path } = await linkOf(viewerWith('estimator'));
    const sending = httpRequest(`${base}${path}`, { method: 'POST' }); // chunked: no length is told
    sending.write(CSV.subarray(0, 10));
    // Longer than the server waits for other requests.
    setTimeout(() => sending.end(CSV.subarray(10)), 1_200);
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      sending.on('response', (response) => resolve(response.resume().statusCode));
      sending.on('error', reject);
    });
    expect(answer).toBe(201);
  });

  it('is named by its content, whatever it was called', async () => {
    const viewer = viewerWith('estimator');
    const { id, path } = await linkOf(viewer, { name: '../../etc/Смета\u202excod.exe' });
    expect((await put(path, CSV)).status).toBe(201);
    expect(dataOf(await found(viewer, id)).upload.name).toBe(
      '.. etc Смета xcod.exe.csv'.replace(/^\.+ /, ''),
    );
  });

  it('is kept by what it was sent for, and by nothing else; else it goes after a day', async () => {
    const viewer = viewerWith('owner');
    const { files } = graph.kept();
    const [kept, left] = [await linkOf(viewer), await linkOf(viewer)];
    for (const { path } of [kept, left]) expect((await put(path, CSV)).status).toBe(201);
    const keep = (id: string, purpose: string) =>
      inOrganization(files.source, viewer.orgId, (db) =>
        keepUpload(files, db, viewer.orgId, { id, purpose, until: null }),
      );
    expect(await keep(kept.id, 'LOGO')).toBeNull();
    expect(await keep(kept.id, 'IMPORT')).toMatchObject({ id: kept.id, kind: 'csv', size: CSV.length });
    await inOrganization(files.source, viewer.orgId, (db) =>
      db.query(
        `UPDATE estimates.files SET expires_at = now() - interval '1 minute' WHERE expires_at IS NOT NULL`,
      ),
    );
    await cleanFiles(files);
    expect(codes(await found(viewer, left.id))).toEqual(['NOT_FOUND']);
    expect(await readdir(join(files.store.place, viewer.orgId))).toEqual([kept.id]);
    expect(await usage(viewer.orgId)).toBe(CSV.length);
  });
});

describe('a file that is refused', () => {
  const png = Buffer.from('89504e470d0a1a0a00', 'hex');
  it.each<[string, object, Buffer, number, string]>([
    ['longer than announced', { size: 5 }, CSV, 400, 'FILE_SIZE'],
    ['shorter than announced', { size: 500 }, CSV, 400, 'FILE_SIZE'],
    ['empty', {}, Buffer.alloc(0), 400, 'FILE_EMPTY'],
    ['of another kind than its name says', { size: png.length }, png, 415, 'FILE_KIND'],
    ['other bytes than announced', { sha256: '0'.repeat(64) }, CSV, 400, 'FILE_HASH'],
  ])('%s leaves nothing behind, and its link stays good', async (_name, over, bytes, status, reason) => {
    const viewer = viewerWith('estimator');
    const { id, path } = await linkOf(viewer, over);
    for (const headers of [{}, { 'transfer-encoding': 'chunked' }]) {
      const answer = await rawPut(path, bytes, headers);
      expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(`"reason":"${reason}"`)]);
    }
    expect(dataOf(await found(viewer, id)).upload.isReceived).toBe(false);
    expect(await readdir(graph.kept().files.spool)).toEqual([]);
  });

  /** With the length told, or without. */
  function rawPut(path: string, bytes: Buffer, headers: Record<string, string>) {
    return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const length = headers['transfer-encoding'] ? {} : { 'content-length': bytes.length };
      const sending = httpRequest(`${base}${path}`, { method: 'PUT', headers: { ...headers, ...length } });
      sending.on('error', reject);
      sending.on('response', (response) => {
        buffer(response).then(
          (body) => resolve({ status: response.statusCode, body: body.toString() }),
          reject,
        );
      });
      sending.end(bytes);
    });
  }

  it('is refused while it comes, and told so, when it grows beyond what was announced', async () => {
    const { path } = await linkOf(viewerWith('estimator'), { size: 10_000 });
    const head = `PUT ${path} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`;
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.write(head);
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const sending = setInterval(() => socket.writable && socket.write(chunk), 2);
    await new Promise<void>((resolve) => socket.once('close', () => resolve()));
    clearInterval(sending);
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text).toContain('FILE_SIZE');
  });

  it('is refused by forged, foreign and expired links, and as a form', async () => {
    const viewer = viewerWith('estimator');
    const { id, path } = await linkOf(viewer);
    const { uploadLinks, links } = graph.kept();
    const expired = new URL(uploadLinks.make(viewer.orgId, id, Date.now() - 3_600_000).url).pathname;
    expect((await put(expired, CSV)).status).toBe(410);
    const foreign = new URL(uploadLinks.make(newId(), id).url).pathname;
    const download = new URL(links.make(viewer.orgId, id).url).pathname.replace('/downloads/', '/uploads/');
    for (const one of [`${path}x`, '/uploads/v1.k1.AAAA', foreign, download]) {
      const answer = await put(one, CSV);
      expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('leads nowhere')]);
    }
    const form = new FormData();
    form.set('file', new Blob([CSV]));
    expect((await put(path, form)).status).toBe(415);
    expect((await put(path, CSV)).status).toBe(201);
  });
});

describe('two senders of one link', () => {
  it('never both send it', async () => {
    const big = Buffer.concat([Buffer.from('a;b\n'), Buffer.from(randomBytes(300_000).toString('base64'))]);
    const { path } = await linkOf(viewerWith('estimator'), { size: big.length });
    const answers = await Promise.all(Array.from({ length: 5 }, () => put(path, big)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });

  it('wait for none that has gone away in the middle', async () => {
    const { path } = await linkOf(viewerWith('estimator'));
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    socket.write(`PUT ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${CSV.length}\r\n\r\nab`);
    const { files } = graph.kept();
    while ((await readdir(files.spool)).length === 0);
    expect((await put(path, CSV)).status).toBe(409);
    socket.destroy();
    let status = 409;
    while (status === 409) ({ status } = await put(path, CSV));
    expect(status).toBe(201);
    expect(await readdir(files.spool)).toEqual([]);
  });
});

describe('an organisation', () => {
  it('sends eight files at once, and no ninth; another one is not held up by them', async () => {
    const viewer = viewerWith('estimator');
    const sockets = [];
    for (let count = 0; count < 8; count += 1) {
      const { path } = await linkOf(viewer);
      const socket = connect(Number(new URL(base).port), '127.0.0.1');
      socket.write(`PUT ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${CSV.length}\r\n\r\nab`);
      sockets.push(socket);
    }
    while ((await readdir(graph.kept().files.spool)).length < 8);
    const { path: ninth } = await linkOf(viewer);
    const refused = await put(ninth, CSV);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
    expect(await refused.text()).toContain('RATE_LIMITED');
    expect((await put((await linkOf(viewerWith('estimator'))).path, CSV)).status).toBe(201);
    for (const socket of sockets) socket.destroy();
    let status = 429;
    while (status === 429) ({ status } = await put(ninth, CSV));
    expect(status).toBe(201);
  });
});

describe('an announcement', () => {
  it.each([
    [{ size: 0 }, 'FILE_EMPTY', ['size']],
    [{ size: 51 * 1024 * 1024 }, 'FILE_TOO_LARGE', ['size']],
    [{ name: ' ' }, 'REQUIRED', ['name']],
    [{ sha256: 'abc' }, 'INVALID_HASH', ['sha256']],
  ])('of %j is refused', async (over, code, path) => {
    expect(await announce(viewerWith('estimator'), over)).toMatchObject({
      upload: null,
      url: null,
      userErrors: [{ code, path }],
    });
  });

  it('takes room, so that many can’t take more than there is, and gives it back when nothing comes', async () => {
    const viewer = viewerWith('estimator');
    const { files } = graph.kept();
    const size = 30 * 1024 * 1024; // of 100 MB
    const answers = await Promise.all(Array.from({ length: 5 }, () => announce(viewer, { size })));
    const refused = answers.filter(({ upload }) => upload === null);
    expect(refused.map(({ userErrors }) => userErrors[0]?.code)).toEqual(['FILE_QUOTA', 'FILE_QUOTA']);
    await inOrganization(files.source, viewer.orgId, (db) =>
      db.query(`UPDATE estimates.files SET created_at = now() - interval '2 hours'`),
    );
    await cleanFiles(files);
    expect(await usage(viewer.orgId)).toBe(0);
  });

  it('is for those who may use it, and seen by no other organisation', async () => {
    const estimator = viewerWith('estimator');
    const { id } = await linkOf(estimator);
    const tried = await graph.tryMutate(estimator, 'createUpload', {
      purpose: 'LOGO',
      name: 'a.png',
      size: 9,
    });
    expect(codes(tried)).toEqual(['FORBIDDEN']);
    expect(codes(await found(viewerWith('owner'), id))).toEqual(['NOT_FOUND']);
    expect(codes(await found(viewerWith('viewer', estimator.orgId), id))).toEqual(['FORBIDDEN']);
    const owner = viewerWith('owner', estimator.orgId);
    const logo = await linkOf(owner, { purpose: 'LOGO', name: 'a.png', size: 9 });
    expect(codes(await found(estimator, logo.id))).toEqual(['NOT_FOUND']);
  });

  it('sent again under its key is the same one, with a link that works', async () => {
    const viewer = viewerWith('estimator');
    const query = `mutation ($input: CreateUploadInput!) { createUpload(input: $input) { upload { id } url } }`;
    const input = { purpose: 'IMPORT', name: 'a.csv', size: CSV.length };
    const key = newId();
    const [first, again] = [
      dataOf(await graph.executeUnderKey(key, viewer, query, { input })).createUpload,
      dataOf(await graph.executeUnderKey(key, viewer, query, { input })).createUpload,
    ];
    expect(again.upload.id).toBe(first.upload.id);
    expect((await put(new URL(again.url).pathname, CSV)).status).toBe(201);
    expect((await put(new URL(first.url).pathname, CSV)).status).toBe(409);
  });
});
