import type { DataExport } from '../../../../service-kit/data-export/table-export';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import type { EstimatesFeature } from '../feature';
import { stubOf } from '../foreign-stub';
import type { Attachment } from './attachments';
import { attachmentLoaders } from './attachments.loaders';
import { attachFile, removeAttachment, updateAttachment } from './attachments.service';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'attachments',
    columns: 'id estimate_id position_id file_id audience added_by created_at',
    madeBy: 'added_by',
  },
];

async function attachedTo(
  ctx: Context,
  estimateId: string,
  positionId: string | null,
): Promise<Attachment[]> {
  const all = await ctx.loaders.attachmentsByEstimate.load(estimateId);
  return all.filter((each) => each.positionId === positionId);
}

const linkOf = ({ links, viewer }: Context, { fileId }: Attachment) => links.make(viewer.orgId, fileId);

export const feature = {
  name: 'attachments',
  loaders: attachmentLoaders,
  resolvers: {
    Mutation: {
      attachFile: (_root, { input }, ctx) => withUserErrors(() => attachFile(ctx, input)),
      updateAttachment: (_root, { input }, ctx) => withUserErrors(() => updateAttachment(ctx, input)),
      removeAttachment: (_root, { input }, ctx) => withUserErrors(() => removeAttachment(ctx, input)),
    },
    Estimate: { attachments: ({ id }, _args, ctx) => attachedTo(ctx, id, null) },
    Position: { attachments: ({ estimate, row }, _args, ctx) => attachedTo(ctx, estimate.id, row.id) },
    Attachment: {
      addedBy: ({ addedBy }) => stubOf(addedBy),
      url: (attachment, _args, ctx) => linkOf(ctx, attachment).url,
      urlExpiresAt: (attachment, _args, ctx) => linkOf(ctx, attachment).expiresAt,
    },
  },
  dataExports,
} satisfies EstimatesFeature;
