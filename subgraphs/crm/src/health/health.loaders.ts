import DataLoader from 'dataloader';
import { byKey, groupByKey } from '../../../../service-kit/data/loaders';
import { defineValues } from '../../../../service-kit/data/read';
import { numberOrNull } from '../../../../service-kit/data/row-mapper';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { SHOWN_ENTITIES, type MirroredEntity } from '../sync/sync-cursor.entity';

/** What a connection's health is told by. */
export interface HealthFacts {
  connectionId: string;
  checked: number;
  drifted: number;
  lagP95: number | null;
  usedInMinute: number;
  quarantined: number;
}

/** Something that is wrong or noteworthy. */
export interface HealthError {
  connectionId: string;
  code: string;
  message: string;
  at: Date;
}

/** One comparison with Kommo. */
export interface DriftCheck {
  connectionId: string;
  entity: MirroredEntity;
  at: Date;
  checked: number;
  drifted: number;
  ours: number | null;
  theirs: number | null;
}

declare module '../context' {
  interface Loaders {
    /** By connection. */
    readonly healthFacts: DataLoader<string, HealthFacts | null>;
    /** By connection, the latest first. */
    readonly healthErrors: DataLoader<string, HealthError[]>;
    /** By connection, the latest first. */
    readonly driftChecks: DataLoader<string, DriftCheck[]>;
  }
}

const dateOf = (text: string | null | undefined): Date => new Date(Number(text ?? 0));

const readFacts = defineValues<HealthFacts>(
  `SELECT c.id,
          (SELECT coalesce(sum(checked), 0) FROM crm.drift_checks d WHERE d.org_id = :orgId
              AND d.connection_id = c.id AND d.checked_at > now() - interval '1 day'),
          (SELECT coalesce(sum(drifted), 0) FROM crm.drift_checks d WHERE d.org_id = :orgId
              AND d.connection_id = c.id AND d.checked_at > now() - interval '1 day'),
          (SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM i.done_at - i.received_at))
             FROM crm.webhook_inbox i WHERE i.org_id = :orgId AND i.connection_id = c.id AND i.source = 'ACCOUNT'
              AND i.done_at > now() - interval '1 day'),
          (SELECT CASE floor(extract(epoch FROM now()) / 60) - p.minute WHEN 0 THEN p.used_before WHEN 1 THEN p.used ELSE 0 END
             FROM crm.account_pace p WHERE p.account_id = c.account_id),
          (SELECT count(*) FROM crm.quarantined_rows q WHERE q.org_id = :orgId AND q.connection_id = c.id)
     FROM crm.connections c WHERE c.org_id = :orgId AND c.id = ANY (:ids::uuid[])`,
  ([connectionId, checked, drifted, lagP95, used, quarantined]) => ({
    connectionId: connectionId ?? '',
    checked: Number(checked),
    drifted: Number(drifted),
    lagP95: numberOrNull(lagP95),
    usedInMinute: Number(used ?? 0),
    quarantined: Number(quarantined),
  }),
);

const MS = (column: string) => `extract(epoch FROM ${column}) * 1000`;

const readErrors = defineValues<HealthError>(
  `SELECT id, error_code, error_message, ${MS('error_at')} AS at FROM crm.connections
    WHERE org_id = :orgId AND id = ANY (:ids::uuid[]) AND error_code IS NOT NULL
   UNION ALL
   SELECT connection_id, error_code, entity || ': ' || error_message, ${MS('error_at')} FROM crm.sync_cursors
    WHERE org_id = :orgId AND connection_id = ANY (:ids::uuid[]) AND error_code IS NOT NULL
   UNION ALL
   SELECT connection_id, code, message, ${MS('since')} FROM crm.connection_notices
    WHERE org_id = :orgId AND connection_id = ANY (:ids::uuid[])
    ORDER BY at DESC`,
  ([connectionId, code, message, at]) => ({
    connectionId: connectionId ?? '',
    code: code ?? '',
    message: message ?? '',
    at: dateOf(at),
  }),
);

/** What a later release compares beside, this one has no name for. */
const readChecks = defineValues<DriftCheck>(
  `SELECT w.id, d.entity, ${MS('d.checked_at')}, d.checked, d.drifted, d.ours, d.theirs
     FROM unnest(:ids::uuid[]) AS w (id)
    CROSS JOIN LATERAL (SELECT * FROM crm.drift_checks d WHERE d.org_id = :orgId AND d.connection_id = w.id
                           AND d.entity = ANY (:known::text[])
                           AND d.checked_at > now() - interval '7 days' ORDER BY d.checked_at DESC LIMIT 100) AS d
    ORDER BY d.checked_at DESC, d.entity`,
  ([connectionId, entity, at, checked, drifted, ours, theirs]) => ({
    connectionId: connectionId ?? '',
    entity: entity as DriftCheck['entity'],
    at: dateOf(at),
    checked: Number(checked),
    drifted: Number(drifted),
    ours: numberOrNull(ours),
    theirs: numberOrNull(theirs),
  }),
);

export const healthLoaders = {
  healthFacts: (ctx) =>
    new DataLoader(async (ids) => byKey(ids, await readFacts(ctx, { ids }), (row) => row.connectionId)),
  healthErrors: (ctx) =>
    new DataLoader(async (ids) => groupByKey(ids, await readErrors(ctx, { ids }), (row) => row.connectionId)),
  driftChecks: (ctx) =>
    new DataLoader(async (ids) =>
      groupByKey(ids, await readChecks(ctx, { ids, known: [...SHOWN_ENTITIES] }), (row) => row.connectionId),
    ),
} satisfies LoaderMakers<Context>;
