import DataLoader from 'dataloader';
import { byKey } from '../../../../service-kit/data/loaders';
import { defineValues } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';

/** Where an entry stands in the chain. */
export interface ShownLink {
  entryId: string;
  position: number;
  hash: string;
}

declare module '../context' {
  interface Loaders {
    /** By entry: its link; null until it is chained. */
    readonly auditLinks: DataLoader<string, ShownLink | null>;
  }
}

const readLinks = defineValues<ShownLink>(
  `SELECT entry_id, position, encode(hash, 'hex') FROM audit.links WHERE org_id = :orgId AND entry_id = ANY(:ids::uuid[])`,
  ([entryId, position, hash]) => ({ entryId: entryId ?? '', position: Number(position), hash: hash ?? '' }),
);

async function linksByEntry(ctx: Context, ids: readonly string[]): Promise<(ShownLink | null)[]> {
  return byKey(ids, await readLinks(ctx, { ids }), ({ entryId }) => entryId);
}

export const auditLoaders = {
  auditLinks: (ctx) => new DataLoader((ids) => linksByEntry(ctx, ids)),
} satisfies LoaderMakers<Context>;
