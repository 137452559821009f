import type { KommoKey } from '../cards/card.entity';
import { connectionOf } from '../connections/connection-of';
import type { Resolvers } from '../generated/types';
import { wantedOf } from '../mirror/linked-rows';
import type { CardEntity } from '../sync/sync-cursor.entity';
import type { CardEvent } from './card-event.entity';
import { listCardEvents } from './card-events.service';

const cardOf = (
  { connectionId, kind, cardKommoId: kommoId }: CardEvent,
  wanted: CardEntity,
): KommoKey | null => (kind === wanted ? { connectionId, kommoId } : null);

export const cardEventResolvers: Resolvers = {
  Query: { crmEvents: (_root, args, ctx) => listCardEvents(ctx, args) },
  CardEvent: {
    lead: (event, _args, ctx) => {
      const key = cardOf(event, 'LEADS');
      return key && ctx.loaders.leadsByKommoId.load(key);
    },
    contact: (event, _args, ctx) => {
      const key = cardOf(event, 'CONTACTS');
      return key && ctx.loaders.contactsByKommoId.load(key);
    },
    company: (event, _args, ctx) => {
      const key = cardOf(event, 'COMPANIES');
      return key && ctx.loaders.companiesByKommoId.load(key);
    },
    author: ({ connectionId, authorKommoId: kommoId }, _args, ctx) =>
      kommoId === null ? null : ctx.loaders.usersByKommoId.load({ connectionId, kommoId }),
    connection: (event, _args, ctx) => connectionOf(ctx, event),
  },
  Lead: { events: (lead, { first }, ctx) => ctx.loaders.eventsByLead.load(wantedOf(lead, first)) },
  Contact: {
    events: (contact, { first }, ctx) => ctx.loaders.eventsByContact.load(wantedOf(contact, first)),
  },
  Company: {
    events: (company, { first }, ctx) => ctx.loaders.eventsByCompany.load(wantedOf(company, first)),
  },
};
