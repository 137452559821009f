import type { IdKind } from './id-kinds';

/** Entity references a subgraph answers without owning the object: the id comes back, with the caller's own lists. */
export const STUBS: Record<string, readonly string[]> = {
  identity: ['Job'],
  crm: ['User'],
  estimates: ['Company', 'Contact', 'Job', 'Lead', 'User'],
};

/** Which id a reference to an entity type takes. */
export const ENTITY_KINDS: Record<string, IdKind> = {
  User: 'user',
  CrmConnection: 'connection',
  Pipeline: 'pipeline',
  CustomField: 'customField',
  Lead: 'lead',
  Contact: 'contact',
  Company: 'company',
  Job: 'job',
  Project: 'project',
  Estimate: 'estimate',
};
