import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';

/** Below this, compressing costs more than the bytes it saves. */
export const THRESHOLD_BYTES = 1024;
/** Brotli's default (11) is made for files compressed once: it takes a hundred times as long as gzip. */
export const BROTLI_OPTIONS = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/** Compresses answers by br or gzip. Requests stay uncompressed: a small one could unpack to gigabytes. */
export async function registerCompression(app: FastifyInstance): Promise<void> {
  await app.register(compress, {
    encodings: ['br', 'gzip'],
    threshold: THRESHOLD_BYTES,
    globalDecompression: false,
    brotliOptions: BROTLI_OPTIONS,
  });
}
