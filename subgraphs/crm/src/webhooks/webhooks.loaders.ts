import DataLoader from 'dataloader';
import { byKey } from '../../../../service-kit/data/loaders';
import { defineRead, defineValues } from '../../../../service-kit/data/read';
import { numberOrNull } from '../../../../service-kit/data/row-mapper';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Webhook } from './webhook.entity';

/** What a connection's freshness is told by. */
export interface HookState {
  connectionId: string;
  /** Whether Kommo tells us of changes. */
  isActive: boolean;
  waiting: number;
  /** Seconds the oldest delivery has waited; 0 when none waits. */
  oldestSeconds: number;
  /** Seconds since leads were last synchronised; null before the first time. */
  syncedSeconds: number | null;
}

declare module '../context' {
  interface Loaders {
    /** By connection. */
    readonly webhooks: DataLoader<string, Webhook | null>;
    /** By connection. */
    readonly hookStates: DataLoader<string, HookState | null>;
  }
}

const readWebhooks = defineRead<Webhook>({
  entity: Webhook,
  alias: 'w',
  keys: ['connectionId'],
  build: (query) => query.where('w.orgId = :orgId AND w.connectionId = ANY(:ids::uuid[])'),
});

const readStates = defineValues<HookState>(
  `SELECT c.id, (coalesce(w.state IN ('ACTIVE', 'DISABLED'), false) AND c.state = 'ACTIVE')::integer,
          count(i.id), coalesce(extract(epoch FROM now() - min(i.received_at) FILTER (WHERE i.source = 'ACCOUNT')), 0),
          (SELECT extract(epoch FROM now() - s.last_synced_at) FROM crm.sync_cursors s
            WHERE s.org_id = :orgId AND s.connection_id = c.id AND s.entity = 'LEADS')
     FROM crm.connections c
     LEFT JOIN crm.webhooks w ON w.org_id = c.org_id AND w.connection_id = c.id
     LEFT JOIN crm.webhook_inbox i ON i.org_id = c.org_id AND i.connection_id = c.id AND i.done_at IS NULL
    WHERE c.org_id = :orgId AND c.id = ANY (:ids::uuid[])
    GROUP BY c.id, c.state, w.state`,
  ([connectionId, isActive, waiting, oldest, synced]) => ({
    connectionId: connectionId ?? '',
    isActive: isActive === '1',
    waiting: Number(waiting),
    oldestSeconds: Number(oldest),
    syncedSeconds: numberOrNull(synced),
  }),
);

export const webhookLoaders = {
  webhooks: (ctx) =>
    new DataLoader(async (ids) => byKey(ids, await readWebhooks(ctx, { ids }), (row) => row.connectionId)),
  hookStates: (ctx) =>
    new DataLoader(async (ids) => byKey(ids, await readStates(ctx, { ids }), (row) => row.connectionId)),
} satisfies LoaderMakers<Context>;
