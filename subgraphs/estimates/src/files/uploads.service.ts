import { withTransaction } from '../../../../service-kit/subgraph/context';
import { forbidden, notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { cleanFileName } from '../../../../service-kit/files/file-names';
import { FileRefused } from '../../../../service-kit/files/spool';
import { announceUpload, findUpload, type Upload } from '../../../../service-kit/files/uploads';
import type { Context } from '../context';
import type { CreateUploadInput, UploadPurpose } from '../generated/types';
import { createEstimateInputCheck } from '../input-check';
import { UPLOAD_PERMISSIONS, UPLOAD_RULES } from './upload-purposes';

const LONGEST_NAME = 255;
const SHA256 = /^[0-9a-f]{64}$/i;

/** @throws GraphQLError FORBIDDEN */
function requireRight({ viewer }: Context, purpose: UploadPurpose): void {
  const needed = UPLOAD_PERMISSIONS[purpose];
  if (!viewer.permissions.has(needed)) throw forbidden(needed);
}

/**
 * Announces a file: makes the link that its bytes are sent to.
 *
 * @throws InputRejected for a file that would not be taken; GraphQLError FORBIDDEN
 */
export async function createUpload(
  ctx: Context,
  input: CreateUploadInput,
): Promise<{ upload: Upload; url: string; urlExpiresAt: Date }> {
  const { purpose, size, sha256 } = input;
  requireRight(ctx, purpose);
  const check = createEstimateInputCheck();
  // What is far too long is not cleaned first, but refused.
  const given = input.name.length > 16 * LONGEST_NAME ? input.name : cleanFileName(input.name);
  const name = check.requiredText(given, LONGEST_NAME, ['name']);
  const { maxBytes } = UPLOAD_RULES[purpose];
  if (size <= 0) check.refuse('FILE_EMPTY', ['size'], 'The file is empty.');
  if (size > maxBytes) {
    check.refuse(
      'FILE_TOO_LARGE',
      ['size'],
      `At most ${maxBytes / 1024 / 1024} MB may be sent for ${purpose}.`,
    );
  }
  if (sha256 != null && !SHA256.test(sha256)) {
    check.refuse('INVALID_HASH', ['sha256'], 'A SHA-256 has 64 hexadecimal digits.');
  }
  check.finish();
  const { orgId, userId } = ctx.viewer;
  const file = { name, size, purpose, sha256: sha256?.toLowerCase() ?? null, createdBy: userId };
  const upload = await withTransaction(ctx, async (ctx) => {
    try {
      return await announceUpload(ctx.files, ctx.transaction, orgId, file);
    } catch (error) {
      if (error instanceof FileRefused) throw reject(error.code, 'size', error.message);
      throw error;
    }
  });
  const { url, expiresAt } = ctx.uploadLinks.make(orgId, upload.id, new Date(upload.createdAt).getTime());
  return { upload, url, urlExpiresAt: expiresAt };
}

/** Finds what was announced. @throws GraphQLError NOT_FOUND, also where the caller may not send such files */
export async function getUpload(ctx: Context, id: string): Promise<Upload> {
  const upload = await findUpload(ctx.files, ctx.viewer.orgId, id);
  const may = upload && ctx.viewer.permissions.has(UPLOAD_PERMISSIONS[upload.purpose as UploadPurpose]);
  if (!may) throw notFound('Upload');
  return upload;
}
