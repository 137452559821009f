import type { DataExport } from '../../../../service-kit/data-export/table-export';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import type { EstimatesFeature } from '../feature';
import { TrashItem, type Restored, type TrashKind } from './trash-item.entity';
import { deleteForGood, listTrash, restoreFromTrash } from './trash.service';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'trash',
    columns: 'id kind name deleted_by deleted_at expires_at kept',
    madeBy: 'deleted_by',
  },
];

/** What was restored, where it is of this kind. */
const restoredAs =
  <T>(kind: TrashKind, load: (ctx: Context, id: string) => Promise<T>) =>
  ({ restored }: Restored, _args: unknown, ctx: Context): Promise<T> | null =>
    restored?.kind === kind ? load(ctx, restored.id) : null;

export const feature = {
  name: 'trash',
  entities: [TrashItem],
  resolvers: {
    Query: { trash: (_root, args, ctx) => listTrash(ctx, args) },
    Mutation: {
      restoreFromTrash: (_root, { input }, ctx) => withUserErrors(() => restoreFromTrash(ctx, input)),
      deleteForGood: (_root, { input }, ctx) => withUserErrors(() => deleteForGood(ctx, input)),
    },
    TrashItem: { deletedBy: ({ deletedBy }) => ({ id: deletedBy }) },
    RestoreFromTrashPayload: {
      estimate: restoredAs('ESTIMATE', (ctx, id) => ctx.loaders.estimates.load(id)),
      project: restoredAs('PROJECT', (ctx, id) => ctx.loaders.projects.load(id)),
      template: restoredAs('TEMPLATE', (ctx, id) => ctx.loaders.templates.load(id)),
      catalogue: restoredAs('CATALOGUE', (ctx, id) => ctx.loaders.catalogues.load(id)),
    },
  },
  dataExports,
} satisfies EstimatesFeature;
