import DataLoader from 'dataloader';
import { defineValues } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';

declare module '../context' {
  interface Loaders {
    /** Ids of the leads' main contacts, by lead id; null where none is known. */
    readonly mainContacts: DataLoader<string, string | null>;
  }
}

const readMainContacts = defineValues<[lead: string, contact: string]>(
  `SELECT lead_id, card_id FROM estimates.known_lead_cards
    WHERE org_id = :orgId AND lead_id = ANY(:ids::uuid[]) AND kind = 'CONTACT' AND is_main`,
  ([lead, contact]) => [lead ?? '', contact ?? ''],
);

export const leadLoaders = {
  mainContacts: (ctx) =>
    new DataLoader(async (ids) => {
      const found = new Map(await readMainContacts(ctx, { ids }));
      return ids.map((id) => found.get(id) ?? null);
    }),
} satisfies LoaderMakers<Context>;
