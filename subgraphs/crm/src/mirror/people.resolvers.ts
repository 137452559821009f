import { connectionOf } from '../connections/connection-of';
import type { Context } from '../context';

/** What tells who has to do with a row, and where it is from. */
interface Followed {
  connectionId: string;
  responsibleKommoId: string | null;
  authorKommoId: string | null;
}

/** Fields that tasks and notes resolve alike. */
export const followed = {
  responsibleUser: ({ connectionId, responsibleKommoId: kommoId }: Followed, _args: object, ctx: Context) =>
    kommoId === null ? null : ctx.loaders.usersByKommoId.load({ connectionId, kommoId }),
  author: ({ connectionId, authorKommoId: kommoId }: Followed, _args: object, ctx: Context) =>
    kommoId === null ? null : ctx.loaders.usersByKommoId.load({ connectionId, kommoId }),
  connection: (row: Followed, _args: object, ctx: Context) => connectionOf(ctx, row),
};
