import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { errorBody } from '../errors/errors';
import type { FileLinks } from './file-links';
import { MEDIA_TYPES } from './file-kinds';
import { attachment } from './file-names';
import { findFile, openFile, type FileSetting } from './files';

/** A file is somebody's content: it is saved, never shown, and nothing in it may run if a browser shows it all the same. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'private, no-store',
  'referrer-policy': 'no-referrer',
};

const NOWHERE = 'This link leads nowhere: it was cut off or changed, or its file is gone. Ask for a new one.';
const EXPIRED = 'This link has expired. Ask for a new one where you got it.';

function refuse(reply: FastifyReply, status: 404 | 410, message: string): FastifyReply {
  return reply.code(status).headers(HEADERS).send(errorBody(message, 'NOT_FOUND'));
}

/**
 * Serves files at `/downloads/{token}`. The link is the permission: a browser sends no token of ours with it.
 * 410 for an expired link; 404 for a forged one, and for a file that is not there.
 */
export function serveDownloads(app: FastifyInstance, files: FileSetting, links: FileLinks): void {
  // A token is longer than Fastify lets a named parameter be.
  app.get<{ Params: { '*': string } }>('/downloads/*', async (request, reply) => {
    const target = links.read(request.params['*']);
    if (target.kind === 'expired') return refuse(reply, 410, EXPIRED);
    if (target.kind === 'unknown') return refuse(reply, 404, NOWHERE);
    const file = await findFile(files, target.orgId, target.fileId);
    if (!file) return refuse(reply, 404, NOWHERE);
    void reply.headers({
      ...HEADERS,
      'content-type': MEDIA_TYPES[file.kind],
      'content-disposition': attachment(file.name),
      'content-length': file.size,
    });
    if (request.method === 'HEAD') return reply.send(Readable.from([])); // nothing at all would be told as its length
    return reply.send(await openFile(files, target.orgId, target.fileId));
  });
}
