import type { KommoKey } from '../cards/card.entity';
import type { Resolvers } from '../generated/types';
import { checkFirst } from '../mirror/first';
import { followed } from '../mirror/people.resolvers';

const wanted = ({ connectionId, kommoId }: KommoKey, first: number) => ({
  connectionId,
  kommoId,
  first: checkFirst(first),
});

export const noteResolvers: Resolvers = {
  CrmNote: followed,
  Lead: { notes: (lead, { first }, ctx) => ctx.loaders.notesByLead.load(wanted(lead, first)) },
  Contact: { notes: (contact, { first }, ctx) => ctx.loaders.notesByContact.load(wanted(contact, first)) },
  Company: { notes: (company, { first }, ctx) => ctx.loaders.notesByCompany.load(wanted(company, first)) },
};
