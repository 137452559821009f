import type { DataExport } from '../../../../service-kit/data-export/table-export';
import { serveDownloads } from '../../../../service-kit/files/download-route';
import { serveUploads } from '../../../../service-kit/files/upload-route';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { EstimatesFeature } from '../feature';
import type { UploadPurpose } from '../generated/types';
import { UPLOAD_RULES } from './upload-purposes';
import { createUpload, getUpload } from './uploads.service';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'files',
    columns: 'id name kind size sha256 created_by created_at expires_at purpose',
    omitted: { MACHINERY: 'state receiving_until' },
    madeBy: 'created_by',
  },
];

export const feature: EstimatesFeature = {
  name: 'files',
  resolvers: {
    Query: { upload: (_root, { id }, ctx) => getUpload(ctx, id) },
    Mutation: { createUpload: (_root, { input }, ctx) => withUserErrors(() => createUpload(ctx, input)) },
    Upload: {
      purpose: ({ purpose }) => purpose as UploadPurpose,
      kind: ({ kind }) => kind,
      expiresAt: ({ expiresAt }) => (expiresAt === null ? null : new Date(expiresAt)),
    },
  },
  routes(app, { files, links, uploadLinks }) {
    serveDownloads(app, files, links);
    serveUploads(app, { files, uploadLinks }, UPLOAD_RULES);
  },
  dataExports,
};
