import type { IdKind } from './id-kinds';

/** How objects are made that one mutation with a name makes; its payload has a field of the kind's name. */
export const MAKERS: Partial<
  Record<IdKind, { mutation: string; input: (name: string, leadId: string) => object }>
> = {
  project: { mutation: 'createProject', input: (name, leadId) => ({ name, leadId }) },
  catalogue: { mutation: 'createCatalogue', input: (name) => ({ name, currency: 'EUR' }) },
  tax: {
    mutation: 'createTax',
    input: (name) => ({
      name: name.slice(0, 50),
      periods: [
        { rate: '20', until: '2026-12-31' },
        { rate: '22', from: '2027-01-01' },
      ],
    }),
  },
  savedFilter: {
    mutation: 'createSavedFilter',
    input: (name) => ({ name, filter: { search: name }, isShared: true }),
  },
  agent: { mutation: 'upsertCrmAgent', input: (name) => ({ externalId: name, name }) },
  rule: {
    mutation: 'createCrmRule',
    input: (name) => ({ name, trigger: 'ESTIMATE_DECLINED', actions: [{ kind: 'ADD_NOTE', text: name }] }),
  },
};
