import DataLoader from 'dataloader';
import { lateral } from '../../../../service-kit/data/lateral';
import { groupByKey } from '../../../../service-kit/data/loaders';
import { defineTaggedRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import { byKommoId, type ByKommoId } from '../cards/by-kommo-id';
import { kommoKeyText, type KommoKey } from '../cards/card.entity';
import { keyArrays, readById, readByKommoKey } from '../cards/kommo-key-query';
import { OF_COMPANY, readLinkedCards } from '../cards/linked-cards';
import { Contact } from '../contacts/contact.entity';
import type { Context } from '../context';
import { Lead } from './lead.entity';

declare module '../context' {
  interface Loaders {
    readonly leads: DataLoader<string, Lead | null>;
    readonly leadsByKommoId: ByKommoId<Lead | null>;
    readonly contactsByLead: ByKommoId<Contact[]>;
    readonly leadsByContact: ByKommoId<Lead[]>;
    readonly leadsByCompany: ByKommoId<Lead[]>;
  }
}

const OF_CONTACT = `EXISTS (SELECT 1 FROM crm.lead_contacts link WHERE link.org_id = :orgId
  AND link.connection_id = wanted.connection_id AND link.contact_kommo_id = wanted.kommo_id
  AND link.lead_kommo_id = card.kommo_id)`;

const READS = {
  leads: readById(Lead),
  leadsByKommoId: readByKommoKey(Lead),
  leadsByContact: readLinkedCards(Lead, OF_CONTACT),
  leadsByCompany: readLinkedCards(Lead, OF_COMPANY),
};

/** The limit keeps the planner to one contact at a time, by its key: a join made it scan whole tables while they were new. */
const readContacts = defineTaggedRead<Contact>({
  entity: Contact,
  alias: 'contact',
  keys: ['connectionId'],
  build: (query) =>
    query
      .where('contact.orgId = :orgId AND contact.connectionId = link.connection_id')
      .andWhere('contact.kommoId = link.contact_kommo_id AND NOT contact.isDeleted'),
  wrap: (sql, columns) =>
    lateral(sql, columns, {
      each:
        '(SELECT connection_id, lead_kommo_id, contact_kommo_id, is_main, position FROM crm.lead_contacts ' +
        'WHERE org_id = :orgId AND connection_id = ANY(:connections::uuid[]) ' +
        'AND lead_kommo_id = ANY(:numbers::bigint[])) AS link',
      limit: '1',
      outerOrder: 'link.is_main DESC, link.position',
      tag: 'link.lead_kommo_id',
    }),
});

/** Each lead's contacts that we hold and that are not deleted: the main one first, then in Kommo's order. */
async function contactsByLead(ctx: Context, keys: readonly KommoKey[]): Promise<Contact[][]> {
  const found = await readContacts(ctx, keyArrays(keys));
  return groupByKey(keys.map(kommoKeyText), found, ({ row: { connectionId }, tag }) =>
    kommoKeyText({ connectionId, kommoId: tag }),
  ).map((group) => group.map(({ row }) => row));
}

export const leadLoaders = {
  leads: (ctx) => new DataLoader((ids) => READS.leads(ctx, ids)),
  leadsByKommoId: (ctx) => byKommoId((keys) => READS.leadsByKommoId(ctx, keys)),
  contactsByLead: (ctx) => byKommoId((keys) => contactsByLead(ctx, keys)),
  leadsByContact: (ctx) => byKommoId((keys) => READS.leadsByContact(ctx, keys)),
  leadsByCompany: (ctx) => byKommoId((keys) => READS.leadsByCompany(ctx, keys)),
} satisfies LoaderMakers<Context>;
