import { z } from 'zod';

/*
 * The kinds of jobs (docs/jobs.md): what every subgraph may know of them. The feature that carries one out has its runner. A
 * kind's name never changes; its input may grow by optional fields, because jobs of an older version may wait.
 */

/** Copies what has changed from a Kommo account. Its state is that of its `SyncRun`, which has the same id. */
export const KOMMO_SYNC = {
  kind: 'KOMMO_SYNC',
  subgraph: 'crm',
  title: 'Copies what has changed from a Kommo account.',
  input: z.strictObject({
    connectionId: z.string(),
    mode: z.enum(['INCREMENTAL', 'FULL']).default('INCREMENTAL'),
  }),
  permission: 'crm:sync',
  readPermission: 'crm:read',
  isOpen: true,
  isMirror: true,
} as const;

const party = z.strictObject({ name: z.string(), details: z.array(z.string()).readonly() }).nullable();

/** Writes an estimate as a file, as its client is shown it. Answers `{ fileId, name, size }`. */
export const EXPORT_ESTIMATE = {
  kind: 'EXPORT_ESTIMATE',
  subgraph: 'estimates',
  title: 'Writes an estimate as PDF, XLSX or CSV.',
  input: z.strictObject({
    estimateId: z.string(),
    format: z.enum(['PDF', 'XLSX', 'CSV']),
    language: z.enum(['EN', 'RU']),
    seller: party,
    client: party,
    /** Whether it is what its client is shown: kept for good. */
    isPaper: z.boolean().optional(),
    /** Whether it is what was approved of it. */
    isAgreed: z.boolean().optional(),
  }),
  permission: 'estimates:read',
  readPermission: 'estimates:read',
  isOpen: false,
  timeoutSeconds: 120,
} as const;

/** Finds out what became of something to be made in Kommo, and makes it if it was not. Answers `{ entity, kommoId }`. */
export const KOMMO_WRITE = {
  kind: 'KOMMO_WRITE',
  subgraph: 'crm',
  title: 'Makes something in Kommo that could not be made at once.',
  input: z.strictObject({ writeId: z.string() }),
  permission: 'crm:write',
  readPermission: 'crm:read',
  isOpen: false,
  attempts: 12,
  timeoutSeconds: 180,
} as const;

/** Finds out what became of a change whose process died before Kommo's answer was noted. Answers `{ outcome }`. */
export const SETTLE_KOMMO_CHANGE = {
  kind: 'SETTLE_KOMMO_CHANGE',
  subgraph: 'crm',
  title: 'Finds out what became of a change in Kommo.',
  input: z.strictObject({ changeId: z.string() }),
  permission: 'crm:write',
  readPermission: 'crm:read',
  isOpen: false,
  attempts: 12,
  timeoutSeconds: 180,
} as const;

/** Does what a rule between leads and estimates says, for one thing that happened. Answers the steps it took. */
export const RUN_CRM_RULE = {
  kind: 'RUN_CRM_RULE',
  subgraph: 'crm',
  title: 'Does what a rule between leads and estimates says.',
  input: z.strictObject({ runId: z.string() }),
  permission: 'crm:write',
  readPermission: 'crm:read',
  isOpen: false,
  /** Over a day and more: a pause that Kommo wants, or an account that is connected again, loses nothing. */
  attempts: 36,
  /** In the order of what happened. */
  atOnce: 1,
  timeoutSeconds: 180,
} as const;

/** Reads a file that was sent, and shows what an import would make of it (`Import`). Answers `{ importId }`. */
export const PREVIEW_IMPORT = {
  kind: 'PREVIEW_IMPORT',
  subgraph: 'estimates',
  title: 'Reads a sheet, and shows what an import would make of it.',
  input: z.strictObject({ importId: z.string() }),
  permission: 'estimates:write',
  readPermission: 'estimates:write',
  isOpen: false,
  attempts: 2,
  timeoutSeconds: 180,
} as const;

/** Writes what is kept of the person who asked, in all their organisations. Answers `{ fileId, name, size, expiresAt }`. */
export const EXPORT_MY_DATA = {
  kind: 'EXPORT_MY_DATA',
  subgraph: 'identity',
  title: 'Writes all that is kept of a person as a zip.',
  input: z.strictObject({}),
  permission: 'organization:write',
  readPermission: 'organization:write',
  isOpen: false,
  isOnce: true, // each wants a fresh session, and is counted
  attempts: 3,
  timeoutSeconds: 3_600,
  atOnce: 1,
} as const;

/** Writes all data of an organisation, for an owner. Answers `{ fileId, name, size, expiresAt }`. */
export const EXPORT_ORGANIZATION_DATA = {
  ...EXPORT_MY_DATA,
  kind: 'EXPORT_ORGANIZATION_DATA',
  title: 'Writes all data of the organisation as a zip.',
} as const;

/** Makes what an import has shown (`applyImport`, `importPrices`), where that is much. Answers `{ importId, estimateIds, catalogueId }`. */
export const APPLY_IMPORT = {
  kind: 'APPLY_IMPORT',
  subgraph: 'estimates',
  title: 'Makes estimates, or prices of a list, of a sheet.',
  input: z.strictObject({ importId: z.string() }),
  permission: 'estimates:write',
  readPermission: 'estimates:write',
  isOpen: false,
  attempts: 2,
  timeoutSeconds: 600,
} as const;

/** Reads a file that is kept: its pages or rows (`Asset`). Answers `{ assetId, parts, isTruncated }`. */
export const PROCESS_ASSET = {
  kind: 'PROCESS_ASSET',
  subgraph: 'estimates',
  title: 'Reads what stands in a file that is kept.',
  input: z.strictObject({ assetId: z.string() }),
  permission: 'estimates:write',
  readPermission: 'estimates:write',
  isOpen: false,
  attempts: 3,
  timeoutSeconds: 300,
} as const;

/** Makes the knowledge graph anew of the cards, and has estimates tell theirs. Answers `{ nodes, relations }` of the cards. */
export const EXTRACT_KNOWLEDGE_GRAPH = {
  kind: 'EXTRACT_KNOWLEDGE_GRAPH',
  subgraph: 'crm',
  title: 'Makes the knowledge graph anew: people, companies, leads and what they have to do with each other.',
  input: z.strictObject({
    areas: z
      .array(z.enum(['CRM', 'ESTIMATES']))
      .nonempty()
      .max(2)
      .optional(),
  }),
  permission: 'crm:sync',
  readPermission: 'crm:read',
  isOpen: true,
  atOnce: 1,
  timeoutSeconds: 3_600,
} as const;

/** Tells crm's knowledge graph of projects, estimates and files. */
export const TELL_KNOWLEDGE = {
  kind: 'TELL_KNOWLEDGE',
  subgraph: 'estimates',
  title: 'Tells the knowledge graph of projects, estimates and files.',
  input: z.strictObject({ generation: z.uuid() }),
  permission: 'crm:sync',
  readPermission: 'crm:read',
  isOpen: false,
  atOnce: 1,
  timeoutSeconds: 3_600,
} as const;

/** Takes out of the knowledge graph what estimates has not told of again. */
export const SWEEP_KNOWLEDGE = {
  kind: 'SWEEP_KNOWLEDGE',
  subgraph: 'crm',
  title: 'Takes out of the knowledge graph what is no more in projects, estimates and files.',
  input: z.strictObject({ generation: z.uuid() }),
  permission: 'crm:sync',
  readPermission: 'crm:read',
  isOpen: false,
  atOnce: 1,
  timeoutSeconds: 3_600,
} as const;

/** Every kind; a runner of a kind that is not here is not shown to anybody. */
export const JOBS = [
  KOMMO_SYNC,
  KOMMO_WRITE,
  SETTLE_KOMMO_CHANGE,
  RUN_CRM_RULE,
  EXPORT_ESTIMATE,
  PREVIEW_IMPORT,
  EXPORT_MY_DATA,
  EXPORT_ORGANIZATION_DATA,
  APPLY_IMPORT,
  PROCESS_ASSET,
  EXTRACT_KNOWLEDGE_GRAPH,
  TELL_KNOWLEDGE,
  SWEEP_KNOWLEDGE,
] as const;
