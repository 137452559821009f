import { createReadStream } from 'node:fs';
import { AwsV4Signer } from 'aws4fetch';
import { Agent, request, type Dispatcher } from 'undici';
import { FileMissing, type FileStore } from './file-store';

/** Where an S3-compatible store is, and who we are there. */
export interface S3Settings {
  /** `https://s3.example.com`; the bucket is part of the path, which every such store understands. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Without a byte for so long, the store is taken for dead. */
const SILENCE_MS = 30_000;
/** Enough of an answer's XML to see what the store minds. */
const WORDS_OF_A_REFUSAL = 300;

/**
 * Keeps files in an S3-compatible store. The hash of a file is part of the signature, so a byte lost on the way is refused by
 * the store. Signed by aws4fetch, sent by undici: fetch can't send a stream with its length, which S3 demands.
 */
export function createS3Store(settings: S3Settings): FileStore & { close(): Promise<void> } {
  const { endpoint, bucket, region, accessKeyId, secretAccessKey } = settings;
  const base = `${endpoint.replace(/\/+$/, '')}/${bucket}`;
  const dispatcher = new Agent({ headersTimeout: SILENCE_MS, bodyTimeout: SILENCE_MS });

  async function send(
    method: 'PUT' | 'GET' | 'DELETE',
    key: string,
    headers: Record<string, string>,
    body?: NodeJS.ReadableStream,
  ): Promise<Dispatcher.ResponseData> {
    const length = headers['content-length'];
    const signed = await new AwsV4Signer({
      ...{ method, url: `${base}/${key}`, service: 's3', region, accessKeyId, secretAccessKey },
      headers,
    }).sign();
    return request(signed.url, {
      dispatcher,
      method,
      headers: { ...Object.fromEntries(signed.headers), ...(length ? { 'content-length': length } : {}) },
      body: (body as Dispatcher.DispatchOptions['body']) ?? null,
    });
  }

  return {
    place: base,
    async put(key, file, { contentType, contentDisposition }) {
      const headers = {
        'content-type': contentType,
        'content-disposition': contentDisposition,
        'content-length': String(file.size),
        'x-amz-content-sha256': file.sha256,
      };
      await accept(await send('PUT', key, headers, createReadStream(file.path)), 'PUT', key);
    },
    async get(key) {
      const answer = await send('GET', key, {});
      if (answer.statusCode === 200) return answer.body;
      return refuse(answer, 'GET', key);
    },
    async remove(key) {
      const answer = await send('DELETE', key, {});
      try {
        await accept(answer, 'DELETE', key);
      } catch (error) {
        if (!(error instanceof FileMissing)) throw error; // a bucket that is not there has not removed anything
      }
    },
    close: () => dispatcher.close(),
  };
}

async function accept(answer: Dispatcher.ResponseData, method: string, key: string): Promise<void> {
  if (answer.statusCode >= 300) await refuse(answer, method, key);
  else await answer.body.dump();
}

async function refuse(answer: Dispatcher.ResponseData, method: string, key: string): Promise<never> {
  const words = (await answer.body.text()).slice(0, WORDS_OF_A_REFUSAL);
  if (answer.statusCode === 404 && !/NoSuchBucket/.test(words)) throw new FileMissing(key);
  throw new Error(`The file store answered ${answer.statusCode} to ${method} ${key}: ${words}`);
}
