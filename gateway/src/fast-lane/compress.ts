import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { BROTLI_OPTIONS } from '../http/compression';

/** How an answer may be compressed. */
export type Coding = 'br' | 'gzip';

const byGzip = promisify(gzip);
const byBrotli = promisify(brotliCompress);

/** Compresses an answer as the other lane does, only that it is in memory already: then nothing has to stream. */
export const compress = (body: Buffer | string, coding: Coding): Promise<Buffer> =>
  coding === 'gzip' ? byGzip(body) : byBrotli(body, BROTLI_OPTIONS);
