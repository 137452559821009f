import DataLoader from 'dataloader';
import { read } from '../../../../service-kit/subgraph/context';
import { groupByKey } from '../../../../service-kit/data/loaders';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { kommoKeyText, type KommoKey } from '../cards/card.entity';
import { keyArrays, rowsById } from '../cards/kommo-key-query';
import { linkedCards, OF_COMPANY } from '../cards/linked-cards';
import { byKommoId, type ByKommoId } from '../cards/by-kommo-id';
import { LeadContact } from './lead-contact.entity';
import { Lead } from './lead.entity';

declare module '../context' {
  interface Loaders {
    readonly leads: DataLoader<string, Lead | null>;
    /** By lead: its links to contacts, the main one first, then in Kommo's order. */
    readonly contactLinks: ByKommoId<LeadContact[]>;
    readonly leadsByContact: ByKommoId<Lead[]>;
    readonly leadsByCompany: ByKommoId<Lead[]>;
  }
}

const OF_CONTACT = `EXISTS (SELECT 1 FROM crm.lead_contacts link WHERE link.org_id = $1
  AND link.connection_id = wanted.connection_id AND link.contact_kommo_id = wanted.kommo_id
  AND link.lead_kommo_id = card.kommo_id)`;

/** Each lead's links to contacts, the main one first, then in Kommo's order. */
async function contactLinksByLead(ctx: Context, keys: readonly KommoKey[]): Promise<LeadContact[][]> {
  const rows = await read(ctx, (db) =>
    db
      .createQueryBuilder(LeadContact, 'link')
      .where('link.orgId = :orgId', { orgId: ctx.viewer.orgId })
      .andWhere('link.connectionId = ANY(:connections::uuid[])')
      .andWhere('link.leadKommoId = ANY(:numbers::bigint[])')
      .setParameters(keyArrays(keys))
      .orderBy('link.isMain', 'DESC')
      .addOrderBy('link.position')
      .getMany(),
  );
  return groupByKey(keys.map(kommoKeyText), rows, ({ connectionId, leadKommoId }) =>
    kommoKeyText({ connectionId, kommoId: leadKommoId }),
  );
}

export const leadLoaders = {
  leads: (ctx) => new DataLoader((ids) => rowsById(ctx, Lead, ids)),
  contactLinks: (ctx) => byKommoId((keys) => contactLinksByLead(ctx, keys)),
  leadsByContact: (ctx) =>
    byKommoId((keys) => linkedCards(ctx, Lead, { table: 'leads', on: OF_CONTACT }, keys)),
  leadsByCompany: (ctx) =>
    byKommoId((keys) => linkedCards(ctx, Lead, { table: 'leads', on: OF_COMPANY }, keys)),
} satisfies LoaderMakers<Context>;
