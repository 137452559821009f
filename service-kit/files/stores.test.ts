import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import S3rver from '@20minutes/s3rver';
import { request } from 'undici';
import { newId } from '../data/ids';
import { FileMissing, objectKey, type FileStore } from './file-store';
import { createLocalStore } from './local-store';
import { createS3Store, type S3Settings } from './s3-store';
import { emptySpool, FileRefused, receiveFile } from './spool';

/* s3rver is a real S3 server that checks signatures; its keys are these. */
const KEYS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
const LIMITS = { maxBytes: 20 * 1024 * 1024, kinds: ['pdf', 'csv'] as const };

let folder: string;
let server: S3rver;
let s3: S3Settings;
const stores: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cashcraft-stores-'));
  server = new S3rver({
    ...{ address: '127.0.0.1', port: 0, silent: true, directory: join(folder, 's3') },
    configureBuckets: [{ name: 'files', configs: [] }],
  });
  const { port } = await server.run();
  s3 = { endpoint: `http://127.0.0.1:${port}`, bucket: 'files', region: 'us-east-1', ...KEYS };
});
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function openS3(settings: Partial<S3Settings> = {}): FileStore {
  const store = createS3Store({ ...s3, ...settings });
  stores.push(store);
  return store;
}

const spool = () => join(folder, 'spool');
async function* parts(...chunks: Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}
const pdf = (bytes: number): Buffer => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(bytes)]);
const headers = {
  contentType: 'application/pdf',
  contentDisposition: `attachment; filename*=UTF-8''%D0%A1.pdf`,
};

describe.each<[string, () => FileStore]>([
  ['a folder', () => createLocalStore(join(folder, 'local'))],
  ['an S3-compatible store', () => openS3()],
])('a store in %s', (_name, open) => {
  it('gives back the bytes it was given, and nothing after they were removed', async () => {
    const store = open();
    const key = objectKey(newId(), newId());
    const content = pdf(3_000_000);
    const file = await receiveFile(spool(), parts(content.subarray(0, 7), content.subarray(7)), LIMITS);
    await store.put(key, file, headers);
    const found = await buffer(await store.get(key));
    expect(createHash('sha256').update(found).digest('hex')).toBe(file.sha256);
    await store.remove(key);
    await store.remove(key);
    await expect(store.get(key)).rejects.toThrow(FileMissing);
  });
});

it('is refused by S3 with another secret, and for bytes that are not those of the hash', async () => {
  const file = await receiveFile(spool(), parts(pdf(100)), LIMITS);
  const key = objectKey(newId(), newId());
  await expect(openS3({ secretAccessKey: 'another' }).put(key, file, headers)).rejects.toThrow(
    /403.*SignatureDoesNotMatch/s,
  );
  await expect(openS3({ bucket: 'nowhere' }).put(key, file, headers)).rejects.toThrow(/NoSuchBucket/);
  await expect(openS3().get(key)).rejects.toThrow(FileMissing);
});

it('tells S3 how a file is to be saved by whoever gets it past us', async () => {
  const file = await receiveFile(spool(), parts(pdf(100)), LIMITS);
  const key = objectKey(newId(), newId());
  await openS3().put(key, file, headers);
  const stored = (await readdir(join(folder, 's3', 'files'), { recursive: true })).filter((name) =>
    name.includes(key.split('/')[1] ?? ''),
  );
  expect(stored).not.toEqual([]);
  const { AwsV4Signer } = await import('aws4fetch');
  const signed = await new AwsV4Signer({
    ...{ url: `${s3.endpoint}/files/${key}`, service: 's3', region: s3.region, signQuery: true, ...KEYS },
  }).sign();
  const answer = await request(signed.url);
  await answer.body.dump();
  expect(answer.headers['content-disposition']).toBe(headers.contentDisposition);
});

describe('receiving a file', () => {
  const refusal = async (content: AsyncIterable<Buffer>, limits = {}) => {
    const error: unknown = await receiveFile(spool(), content, { ...LIMITS, ...limits }).catch(
      (thrown: unknown) => thrown,
    );
    return error instanceof FileRefused ? error.code : error;
  };

  it('stops reading at the limit, and leaves nothing behind', async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        given += 1;
        yield pdf(100_000);
      }
    }
    expect(await refusal(endless(), { maxBytes: 1_000_000 })).toBe('FILE_TOO_LARGE');
    expect(given).toBeLessThan(100);
    expect(await readdir(join(spool()))).not.toContainEqual(expect.stringMatching('endless'));
  });

  it.each<[string, Buffer[], string]>([
    ['an empty one', [], 'FILE_EMPTY'],
    ['a picture where none is wanted', [Buffer.from('89504e470d0a1a0a0000', 'hex')], 'FILE_KIND'],
    ['a page that calls itself text', [Buffer.from('<html><script>1</script>')], 'FILE_KIND'],
  ])('refuses %s', async (_name, chunks, code) => {
    expect(await refusal(parts(...chunks))).toBe(code);
  });

  it('passes a failure of the sender on, and leaves nothing behind', async () => {
    const before = (await readdir(spool())).length;
    async function* breaking(): AsyncGenerator<Buffer> {
      yield pdf(10);
      throw new Error('the sender left');
    }
    expect(await refusal(breaking())).toEqual(new Error('the sender left'));
    expect((await readdir(spool())).length).toBe(before);
  });
});

it('empties the spool of what dead processes left, and of nothing newer', async () => {
  const place = join(folder, 'old-spool');
  const file = await receiveFile(place, parts(pdf(10)), LIMITS);
  await writeFile(join(place, 'left'), 'x');
  await utimes(join(place, 'left'), new Date(0), new Date(0));
  expect(await emptySpool(place, 60_000)).toBe(1);
  expect((await stat(file.path)).size).toBe(file.size);
});

it('makes no key of what could climb out of the store', () => {
  expect(() => objectKey('../../etc', newId())).toThrow();
  expect(() => objectKey(newId(), `${newId()}/../x`)).toThrow();
});
