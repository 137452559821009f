import type { UploadRules } from '../../../../service-kit/files/uploads';
import type { Permission } from '../../../../schema/permissions';
import type { UploadPurpose } from '../generated/types';

const MB = 1024 * 1024;

/**
 * What may be sent for each purpose.
 */
export const UPLOAD_RULES = {
  IMPORT: { maxBytes: 50 * MB, kinds: ['xlsx', 'csv', 'xls', 'ods'] },
  LOGO: { maxBytes: 2 * MB, kinds: ['png', 'jpg'] },
  ATTACHMENT: {
    maxBytes: 20 * MB,
    kinds: ['jpg', 'png', 'webp', 'gif', 'heic', 'pdf', 'xlsx', 'xls', 'ods', 'docx', 'csv'],
  },
  ASSET: { maxBytes: 25 * MB, kinds: ['pdf', 'xlsx', 'xls', 'ods', 'csv'] },
} as const satisfies Record<UploadPurpose, UploadRules[string]>;

/** Who may send it. */
export const UPLOAD_PERMISSIONS: Record<UploadPurpose, Permission> = {
  IMPORT: 'estimates:write',
  LOGO: 'organization:write',
  ATTACHMENT: 'estimates:write',
  ASSET: 'estimates:write',
};
