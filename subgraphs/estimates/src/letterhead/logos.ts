import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { FileMissing } from '../../../../service-kit/files/file-store';
import { findFile, openFile, type FileSetting } from '../../../../service-kit/files/files';
import { ImageRefused, readImage, type Picture } from '../../../../service-kit/files/images';
import { findUpload } from '../../../../service-kit/files/uploads';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import type { LogoRef } from './letterhead.entity';
import { LOGO_LIMITS } from './logo-limits';

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Looks at an uploaded logo as it will be drawn.
 *
 * @throws InputRejected LOGO_NOT_FOUND for what is none of the organisation's, or has not come; IMAGE_BROKEN, IMAGE_TOO_LARGE, IMAGE_KIND
 */
export async function inspectLogo({ files, viewer }: Context, uploadId: string): Promise<LogoRef> {
  const { orgId } = viewer;
  const upload = await findUpload(files, orgId, uploadId.toLowerCase());
  if (upload?.purpose !== 'LOGO' || !upload.isReceived) throw logoNotFound();
  try {
    const bytes = await buffer(await openFile(files, orgId, upload.id));
    const { width, height } = await readImage(bytes, LOGO_LIMITS);
    return { id: upload.id, sha256: hashOf(bytes), width, height };
  } catch (error) {
    if (error instanceof FileMissing) throw logoNotFound();
    if (error instanceof ImageRefused) throw reject(error.code, 'logoId', error.message);
    throw error;
  }
}

/** The mistake of naming a logo that is not there. */
export const logoNotFound = () =>
  reject(
    'LOGO_NOT_FOUND',
    'logoId',
    'There is no such logo: send one by createUpload with the purpose LOGO, and name its upload here within a day.',
  );

/**
 * Reads a logo to draw it.
 *
 * @returns null where its file is gone, or is not the one that was looked at when it was set: a paper goes without it then
 */
export async function readLogo(
  files: FileSetting,
  orgId: string,
  { id, sha256 }: LogoRef,
): Promise<Picture | null> {
  if (!(await findFile(files, orgId, id))) return null;
  try {
    const bytes = await buffer(await openFile(files, orgId, id));
    return hashOf(bytes) === sha256 ? await readImage(bytes, LOGO_LIMITS) : null;
  } catch (error) {
    if (error instanceof FileMissing || error instanceof ImageRefused) return null;
    throw error;
  }
}
