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

/** Every kind; a runner of a kind that is not here is not shown to anybody. */
export const JOBS = [KOMMO_SYNC] as const;
