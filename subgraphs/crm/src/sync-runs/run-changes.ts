import type { ChangedThing } from '../../../../service-kit/changes/changes';
import type { ConnectionRef, CrmRuntime } from '../runtime';

/** A connection has one run at a time, so whoever watches a run watches its connection. */
export const runsOf = ({ orgId, connectionId }: ConnectionRef): ChangedThing => ({
  kind: 'sync',
  orgId,
  id: connectionId,
});

/** Tells everyone who watches a connection's runs; call it after the commit. */
export const announceRun = (runtime: CrmRuntime, ref: ConnectionRef): void =>
  runtime.changes.announce(runsOf(ref));
