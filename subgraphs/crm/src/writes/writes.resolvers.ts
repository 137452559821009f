import { withUserErrors, type InputRejected } from '../../../../service-kit/errors/user-errors';
import { createCompany, updateCompany } from '../companies/write-company.service';
import { createContact, updateContact } from '../contacts/write-contact.service';
import type { Resolvers } from '../generated/types';
import { createLead } from '../leads/create-lead.service';
import { updateLead } from '../leads/update-lead.service';
import { updateCrmNote } from '../notes/update-note.service';
import { updateCrmTask } from '../tasks/update-task.service';
import { findDuplicates } from './duplicates';
import { linkCrmCards, unlinkCrmCards } from './links.service';
import { addCrmNote, createCrmTask } from './notes-and-tasks.service';

/** A payload beside whose refusal the duplicates are shown. */
async function withDuplicates<T extends { duplicates: unknown[]; refusal?: InputRejected }>(
  act: () => Promise<T>,
) {
  const payload = await withUserErrors(act);
  return {
    ...payload,
    duplicates: payload.duplicates ?? [],
    userErrors: payload.refusal ? [...payload.refusal.userErrors] : payload.userErrors,
  };
}

async function withConflicts<T extends { conflicts: unknown[] }>(act: () => Promise<T>) {
  const payload = await withUserErrors(act);
  return { ...payload, conflicts: payload.conflicts ?? [] };
}

export const writeResolvers: Resolvers = {
  Query: {
    crmDuplicates: (_root, { input }, ctx) => findDuplicates(ctx, input),
  },
  Mutation: {
    createLead: (_root, { input }, ctx) => withUserErrors(() => createLead(ctx, input)),
    updateLead: async (_root, { input }, ctx) => {
      const { card: lead, ...rest } = await withConflicts(() => updateLead(ctx, input));
      return { lead, ...rest };
    },
    createContact: (_root, { input }, ctx) => withDuplicates(() => createContact(ctx, input)),
    updateContact: async (_root, { input }, ctx) => {
      const { card: contact, ...rest } = await withConflicts(() => updateContact(ctx, input));
      return { contact, ...rest };
    },
    createCompany: (_root, { input }, ctx) => withDuplicates(() => createCompany(ctx, input)),
    updateCompany: async (_root, { input }, ctx) => {
      const { card: company, ...rest } = await withConflicts(() => updateCompany(ctx, input));
      return { company, ...rest };
    },
    addCrmNote: (_root, { input }, ctx) => withUserErrors(() => addCrmNote(ctx, input)),
    createCrmTask: (_root, { input }, ctx) => withUserErrors(() => createCrmTask(ctx, input)),
    updateCrmNote: (_root, { input }, ctx) => withConflicts(() => updateCrmNote(ctx, input)),
    updateCrmTask: (_root, { input }, ctx) => withConflicts(() => updateCrmTask(ctx, input)),
    linkCrmCards: (_root, { input }, ctx) => withUserErrors(() => linkCrmCards(ctx, input)),
    unlinkCrmCards: (_root, { input }, ctx) => withUserErrors(() => unlinkCrmCards(ctx, input)),
  },
};
