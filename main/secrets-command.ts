import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { resealColumn, type SealedColumn } from '../service-kit/auth/reseal';
import type { KeyRing } from '../service-kit/auth/secrets';
import { sealedMails } from '../service-kit/mail/mails';
import { loadKeyRing } from '../service-kit/process/data-dir';
import { crmSealedColumns } from '../subgraphs/crm/src/sealed-columns';
import { eachOrganization } from '../subgraphs/identity/src/organizations/each-organization';
import { identitySealedColumns } from '../subgraphs/identity/src/sealed-columns';
import type { EventPartName } from './event-parts';
import { openEventSource } from './events';
import type { Platform } from './platform';

/* `npm run cli -- secrets key|rotate`: the keys that seal secrets at rest (docs/runbook.md). */

export const SECRETS_ACTIONS = ['key', 'rotate'] as const;

/** Where each subgraph keeps what is sealed. */
export const SEALED_COLUMNS: Record<EventPartName, readonly SealedColumn[]> = {
  identity: identitySealedColumns,
  crm: crmSealedColumns,
  estimates: sealedMails('estimates'),
};

/**
 * Runs a command on the keys that seal secrets.
 *
 * @throws Error when something is sealed under a key that is not in the ring
 */
export async function runSecretsCommand(
  platform: Platform,
  [action]: readonly string[],
  write: (line: string) => void,
): Promise<void> {
  if (action === 'key') {
    write(`k${Date.now().toString(36)}:${randomBytes(32).toString('base64')}`);
    return;
  }
  const keyRing = loadKeyRing(platform.settings.SECRETS_KEYS, platform.dataDir);
  const sources = {} as Record<EventPartName, DataSource>;
  for (const part of Object.keys(SEALED_COLUMNS) as EventPartName[])
    sources[part] = await openEventSource(platform, part);
  await resealAll(sources, keyRing, write);
}

/** Seals everything anew. @throws Error when something is sealed under a key that is not in the ring */
async function resealAll(
  sources: Readonly<Record<EventPartName, DataSource>>,
  keyRing: KeyRing,
  write: (line: string) => void,
): Promise<void> {
  const counts = new Map<string, { done: number; lost: number }>();
  const work = async (part: EventPartName, column: SealedColumn, orgId: string): Promise<void> => {
    const { done, lost } = await resealColumn(sources[part], keyRing, orgId, column);
    const sum = counts.get(column.table) ?? { done: 0, lost: 0 };
    counts.set(column.table, { done: sum.done + done, lost: sum.lost + lost });
  };
  const places = Object.entries(SEALED_COLUMNS).flatMap(([part, columns]) =>
    columns.map((column) => ({ part: part as EventPartName, column })),
  );
  let first: string | null = null;
  await eachOrganization(sources.identity, async (orgId) => {
    first ??= orgId;
    for (const { part, column } of places) if (!column.isShared) await work(part, column, orgId);
  });
  for (const { part, column } of places) if (column.isShared && first) await work(part, column, first);
  for (const [table, { done, lost }] of counts) {
    if (done > 0) write(`${table}: ${done} sealed anew`);
    if (lost > 0) write(`${table}: ${lost} can’t be opened by any key of the ring`);
  }
  if ([...counts.values()].some(({ lost }) => lost > 0))
    throw new Error(
      'Some secrets are sealed under a key that is not in SECRETS_KEYS: add it, and run this again.',
    );
  write(
    `Everything is sealed under "${keyRing.currentId}". Older keys may go a day from now (docs/runbook.md).`,
  );
}
