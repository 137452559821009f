import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fastify, { type FastifyInstance } from 'fastify';
import { newId } from '../../../../service-kit/data/ids';
import { cleanFiles } from '../../../../service-kit/files/file-cleaning';
import {
  findFile,
  openFile,
  removeFile,
  removeIfOver,
  saveFile,
  type FileSetting,
} from '../../../../service-kit/files/files';
import { serveDownloads } from '../../../../service-kit/files/download-route';
import type { FileRefused } from '../../../../service-kit/files/spool';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { connectDatabase } from '../../../../service-kit/postgres/database';
import { useDatabase } from '../../../../testkit/database';
import { useFiles, type TestFiles } from '../../../../testkit/files';

const database = useDatabase();
const filesOf = useFiles();
let kept: TestFiles;
let app: FastifyInstance;

beforeAll(async () => {
  const source = await connectDatabase({
    ...{ url: await database.urlFor('estimates'), schema: 'estimates', entities: [] },
    applicationName: 'test-files',
  });
  kept = filesOf(source);
  app = fastify();
  serveDownloads(app, kept.files, kept.links);
});
afterAll(async () => {
  await app?.close();
  await kept?.files.source.destroy();
});

async function* bytesOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}
const save = (
  orgId: string,
  text: string,
  over: { setting?: FileSetting; expiresAt?: Date; name?: string } = {},
) =>
  saveFile(over.setting ?? kept.files, orgId, {
    name: over.name ?? 'Смета',
    content: bytesOf(text),
    maxBytes: 1_000,
    kinds: ['csv', 'pdf'],
    createdBy: null,
    expiresAt: over.expiresAt ?? null,
  });
const usage = (orgId: string): Promise<number> =>
  inOrganization(kept.files.source, orgId, async (db) => {
    const [row] = await db.query<{ bytes: string }[]>('SELECT bytes FROM estimates.file_usage');
    return Number(row?.bytes ?? 0);
  });
const download = (url: string) => app.inject(new URL(url).pathname);

describe('a kept file', () => {
  it('is found by its organisation with what it is, and by no other', async () => {
    const orgId = newId();
    const file = await save(orgId, 'a;b');
    expect(await findFile(kept.files, orgId, file.id)).toMatchObject({
      name: 'Смета.csv',
      kind: 'csv',
      size: 3,
      sha256: file.sha256,
    });
    expect(await findFile(kept.files, newId(), file.id)).toBeNull();
    expect(await findFile(kept.files, orgId, 'no id')).toBeNull();
    expect((await buffer(await openFile(kept.files, orgId, file.id))).toString()).toBe('a;b');
  });

  it('takes room, gives it back once however often it is removed, and leaves no bytes', async () => {
    const orgId = newId();
    const [first, second] = [await save(orgId, 'x'.repeat(10)), await save(orgId, 'y'.repeat(5))];
    expect(await usage(orgId)).toBe(15);
    await Promise.all(Array.from({ length: 5 }, () => removeFile(kept.files, orgId, first.id)));
    expect(await usage(orgId)).toBe(5);
    const place = join(kept.files.store.place, orgId);
    expect(await readdir(place)).toEqual([second.id]);
  });

  it('is refused when there is no room, also by ten at once', async () => {
    const orgId = newId();
    const setting = { ...kept.files, quotaBytes: 35 };
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, () => save(orgId, 'z'.repeat(10), { setting })),
    );
    const refused = tries.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(7);
    for (const { reason } of refused) {
      expect((reason as FileRefused).code).toBe('FILE_QUOTA');
    }
    expect(await usage(orgId)).toBe(30);
    expect(await save(newId(), 'z'.repeat(35), { setting })).toMatchObject({ size: 35 });
  });
});

describe('cleaning', () => {
  it('removes what is over, and what its store never got; what is needed stays', async () => {
    const orgId = newId();
    const stays = await save(orgId, 'stays');
    const over = await save(orgId, 'over', { expiresAt: new Date(Date.now() - 1_000) });
    const broken: FileSetting = {
      ...kept.files,
      store: { ...kept.files.store, put: () => Promise.reject(new Error('disk full')) },
    };
    await expect(save(orgId, 'lost', { setting: broken })).rejects.toThrow('disk full');
    expect(await findFile(kept.files, orgId, over.id)).toBeNull();
    await inOrganization(kept.files.source, orgId, (db) =>
      db.query(`UPDATE estimates.files SET created_at = now() - interval '2 hours' WHERE state = 'PENDING'`),
    );
    await Promise.all([cleanFiles(kept.files), cleanFiles(kept.files)]);
    expect(await usage(orgId)).toBe(5);
    expect(await readdir(join(kept.files.store.place, orgId))).toEqual([stays.id]);
    // Found to be over, and kept by something before its turn came.
    expect(await removeIfOver(kept.files, orgId, stays.id)).toBe(false);
    expect(await findFile(kept.files, orgId, stays.id)).not.toBeNull();
  });

  it('goes on with what was being removed when its process died', async () => {
    const orgId = newId();
    const file = await save(orgId, 'dying');
    const dying = {
      ...kept.files,
      store: { ...kept.files.store, remove: () => Promise.reject(new Error('died')) },
    };
    await expect(removeFile(dying, orgId, file.id)).rejects.toThrow('died');
    expect(await findFile(kept.files, orgId, file.id)).toBeNull();
    await cleanFiles(kept.files);
    expect(await usage(orgId)).toBe(0);
  });
});

describe('a download', () => {
  it('saves the file under its name, and lets nothing in it run', async () => {
    const orgId = newId();
    const file = await save(orgId, 'код;1');
    const { url, expiresAt } = kept.links.make(orgId, file.id);
    expect(url).toMatch(/^https:\/\/api\.example\.com\/downloads\/[\w.-]+$/);
    expect(url).not.toContain(file.id);
    expect(expiresAt.getTime()).toBeGreaterThan(Date.now());
    const answer = await download(url);
    expect(answer.body).toBe('код;1');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="_____.csv"; filename*=UTF-8''%D0%A1%D0%BC%D0%B5%D1%82%D0%B0.csv`,
      'content-length': '8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'content-security-policy': expect.stringContaining('sandbox'),
    });
    const head = await app.inject({ method: 'HEAD', url: new URL(url).pathname });
    expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([200, '', '8']);
  });

  it('is refused by an expired link, a changed one, one of another file’s organisation, and for a file that is gone', async () => {
    const orgId = newId();
    const file = await save(orgId, 'secret');
    const expired = kept.links.make(orgId, file.id, Date.now() - 3_600_000).url;
    expect((await download(expired)).statusCode).toBe(410);
    expect((await download(expired)).json().errors[0].message).toContain('expired');
    const { url } = kept.links.make(orgId, file.id);
    const forged = [
      `${url}x`,
      url.slice(0, -4),
      url.replace(/.(?=.{20}$)/, (sign) => (sign === 'A' ? 'B' : 'A')),
      kept.links.make(newId(), file.id).url,
      'https://api.example.com/downloads/v1.k1.AAAA',
    ];
    for (const one of forged) {
      const answer = await download(one);
      expect([answer.statusCode, answer.body]).toEqual([404, expect.stringContaining('leads nowhere')]);
      expect(answer.body).not.toContain('secret');
    }
    await removeFile(kept.files, orgId, file.id);
    expect((await download(url)).statusCode).toBe(404);
  });
});

it('keeps nothing in the spool', async () => {
  await save(newId(), 'a');
  expect(await readdir(kept.files.spool)).toEqual([]);
});
