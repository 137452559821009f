import type { Resolvers } from '../generated/types';
import { wantedOf } from '../mirror/linked-rows';
import { followed } from '../mirror/people.resolvers';
import { noteEntityOf } from './note.entity';

const HISTORIES = {
  LEAD_NOTES: 'historyByLeadNote',
  CONTACT_NOTES: 'historyByContactNote',
  COMPANY_NOTES: 'historyByCompanyNote',
} as const;

export const noteResolvers: Resolvers = {
  CrmNote: {
    ...followed,
    history: (note, { first }, ctx) => ctx.loaders[HISTORIES[noteEntityOf(note)]].load(wantedOf(note, first)),
  },
  Lead: { notes: (lead, { first }, ctx) => ctx.loaders.notesByLead.load(wantedOf(lead, first)) },
  Contact: { notes: (contact, { first }, ctx) => ctx.loaders.notesByContact.load(wantedOf(contact, first)) },
  Company: { notes: (company, { first }, ctx) => ctx.loaders.notesByCompany.load(wantedOf(company, first)) },
};
