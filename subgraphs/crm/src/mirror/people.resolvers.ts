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
  connection: async ({ connectionId }: Followed, _args: object, ctx: Context) => {
    const connection = await ctx.loaders.connections.load(connectionId);
    if (!connection) throw new Error('A row is without its connection.'); // a foreign key forbids it
    return connection;
  },
};
