import type { Resolvers } from '../generated/types';
import { wantedOf } from '../mirror/linked-rows';
import { followed } from '../mirror/people.resolvers';

export const noteResolvers: Resolvers = {
  CrmNote: followed,
  Lead: { notes: (lead, { first }, ctx) => ctx.loaders.notesByLead.load(wantedOf(lead, first)) },
  Contact: { notes: (contact, { first }, ctx) => ctx.loaders.notesByContact.load(wantedOf(contact, first)) },
  Company: { notes: (company, { first }, ctx) => ctx.loaders.notesByCompany.load(wantedOf(company, first)) },
};
