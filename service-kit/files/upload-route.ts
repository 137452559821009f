import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorBody } from '../errors/errors';
import { answerBeforeTheEnd, takesLong } from '../http/long-requests';
import type { FileLinks } from './file-links';
import type { FileSetting } from './files';
import { FileRefused, type FileRefusal } from './spool';
import { claimUpload, receiveUpload, type Claim, type UploadRules } from './uploads';

/** How long a file may take to come, and how long nothing may come of it. */
const TIMES = { wholeMs: 5 * 60_000, silenceMs: 30_000 } as const;
/** Files that are received at once, in this process; each holds a connection, a spool file and a claim. */
const AT_ONCE = 64;
/** Of them of one organisation: those of others find room beside them. */
const AT_ONCE_OF_ONE = 8;

const STATUS: Record<FileRefusal, number> = {
  FILE_TOO_LARGE: 413,
  FILE_KIND: 415,
  FILE_EMPTY: 400,
  FILE_SIZE: 400,
  FILE_HASH: 400,
  FILE_QUOTA: 403,
};
const WORDS = {
  unknown: 'This link leads nowhere: it was cut off or changed, or its file was given up. Ask for a new one.',
  expired: 'This link has expired. Ask for a new one where you got it.',
  gone: 'This link leads nowhere: its file was given up. Ask for a new one.',
  done: 'This link has been used: its file is there.',
  busy: 'The file of this link is being received. Wait until that has ended, or ask for another link.',
  form: 'Send the bytes of the file alone as the body, not a form.',
  tooSlow: 'The file did not arrive in time. Send it again, from its beginning.',
  tooMany: 'Too many files are being received now. Send it again in a while.',
  tooManyOfOne: `${AT_ONCE_OF_ONE} files of your organisation are being received. Send this one when one of them is there.`,
} as const;

/** Thrown when a sender is too slow. */
class TooSlow extends Error {}

/**
 * Takes files at `/uploads/{token}`, by PUT or POST: the body is the file. The link is the permission; it is good for one file.
 * 201 tells what was received. What is refused is refused as soon as it is known, and the link stays good.
 *
 * @param rules what may come, by purpose
 */
export function serveUploads(
  app: FastifyInstance,
  parts: { files: FileSetting; uploadLinks: FileLinks },
  rules: UploadRules,
): void {
  let running = 0;
  const runningOf = new Map<string, number>();
  void app.register(async (scope) => {
    takesLong(scope);
    scope.route({
      method: ['PUT', 'POST'],
      url: '/uploads/*',
      config: { takesFile: true },
      handler: async (request, reply) => {
        if (running >= AT_ONCE)
          return refuse(reply.header('retry-after', '10'), 503, WORDS.tooMany, 'SERVICE_UNAVAILABLE');
        const target = parts.uploadLinks.read((request as UploadRequest).params['*']);
        if (target.kind === 'expired') return refuse(reply, 410, WORDS.expired, 'NOT_FOUND');
        if (target.kind === 'unknown') return refuse(reply, 404, WORDS.unknown, 'NOT_FOUND');
        const { orgId } = target;
        const own = runningOf.get(orgId) ?? 0;
        if (own >= AT_ONCE_OF_ONE)
          return refuse(reply.header('retry-after', '10'), 429, WORDS.tooManyOfOne, 'RATE_LIMITED');
        running += 1;
        runningOf.set(orgId, own + 1);
        try {
          return await takeFile(parts.files, rules, target, request, reply);
        } finally {
          running -= 1;
          const left = (runningOf.get(orgId) ?? 1) - 1;
          if (left > 0) runningOf.set(orgId, left);
          else runningOf.delete(orgId);
        }
      },
    });
  });
}

type UploadRequest = FastifyRequest<{ Params: { '*': string } }>;
type Refused =
  'RATE_LIMITED' | 'BAD_REQUEST' | 'NOT_FOUND' | 'CONFLICT' | 'REQUEST_TIMEOUT' | 'SERVICE_UNAVAILABLE';

function refuse(
  reply: FastifyReply,
  status: number,
  message: string,
  code: Refused = 'BAD_REQUEST',
  reason?: FileRefusal,
): FastifyReply {
  answerBeforeTheEnd(reply.request.raw);
  const body = errorBody(message, code);
  const [error] = body.errors;
  if (reason && error) Object.assign(error.extensions, { reason });
  return reply.code(status).header('cache-control', 'no-store').send(body);
}

async function takeFile(
  files: FileSetting,
  rules: UploadRules,
  target: { readonly orgId: string; readonly fileId: string },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (/^multipart\//i.test(request.headers['content-type'] ?? '')) return refuse(reply, 415, WORDS.form);
  const claim = await claimUpload(files, target.orgId, target.fileId);
  if (claim.kind === 'gone') return refuse(reply, 404, WORDS.gone, 'NOT_FOUND');
  if (claim.kind !== 'claimed') return refuse(reply, 409, WORDS[claim.kind], 'CONFLICT');
  try {
    const { id, name, kind, size, sha256 } = await receive(files, target.orgId, claim, rules, request.raw);
    return await reply.code(201).header('cache-control', 'no-store').send({ id, name, kind, size, sha256 });
  } catch (error) {
    if (error instanceof FileRefused)
      return refuse(reply, STATUS[error.code], error.message, 'BAD_REQUEST', error.code);
    if (error instanceof TooSlow) return refuse(reply, 408, WORDS.tooSlow, 'REQUEST_TIMEOUT');
    if (!request.raw.destroyed) throw error;
    request.log.debug({ requestId: request.id, fileId: target.fileId }, 'upload broken off');
    return reply; // nobody is there to be answered
  }
}

function receive(
  files: FileSetting,
  orgId: string,
  claim: Claim & { kind: 'claimed' },
  rules: UploadRules,
  body: IncomingMessage,
) {
  const rule = rules[claim.file.purpose];
  if (!rule) throw new Error(`There is no rule for uploads for ${claim.file.purpose}.`);
  return receiveUpload(
    files,
    orgId,
    claim,
    rule,
    chunksOf(body, Number(body.headers['content-length'] ?? NaN), claim.file.size),
  );
}

/**
 * What comes of a body. Leaving it early doesn't end the connection: there is an answer to give.
 *
 * @param length as its head says; NaN when it says nothing
 */
async function* chunksOf(body: IncomingMessage, length: number, announced: number): AsyncGenerator<Buffer> {
  if (length !== announced && !Number.isNaN(length)) {
    if (length === 0) return;
    const message = `${announced} bytes were announced, and ${length} are being sent. Announce the file anew.`;
    throw new FileRefused('FILE_SIZE', message);
  }
  let giveUp: () => void = () => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(new TooSlow());
  });
  late.catch(() => undefined);
  const whole = setTimeout(giveUp, TIMES.wholeMs);
  const silence = setTimeout(giveUp, TIMES.silenceMs);
  const chunks = body.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const next = await Promise.race([chunks.next(), late]);
      if (next.done) break;
      silence.refresh();
      yield next.value;
    }
  } finally {
    clearTimeout(whole);
    clearTimeout(silence);
    void chunks.return?.();
  }
}
