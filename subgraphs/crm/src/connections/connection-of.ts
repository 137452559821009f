import type { Context } from '../context';
import type { Connection } from './connection.entity';

/** The connection that a row came by. */
export async function connectionOf(
  ctx: Context,
  { connectionId }: { connectionId: string },
): Promise<Connection> {
  const connection = await ctx.loaders.connections.load(connectionId);
  if (!connection) throw new Error('A row is without its connection.'); // a foreign key forbids it
  return connection;
}
