import { setTimeout as sleep } from 'node:timers/promises';
import type { Broadcast } from '../changes/broadcast';
import type { Viewer } from './viewer';

/*
 * What a token allows is what its person could do when it was signed. When that changes, every process refuses the tokens from
 * before within a second, and the client gets new ones by `refreshTokens`: so nobody keeps a permission that was taken away.
 */

/** The channel on which identity tells every process that permissions were changed. */
export const PERMISSIONS_CHANGED = 'cashcraft_permissions_changed';

/** How often the list is read again, as a net below the broadcast. */
const RELOAD_MS = 15_000;
/** A reading that fails after a message is tried again soon: what it would tell is due within a second. */
const AGAIN_MS = 200;
const MAX_TRIES = 10;

/** A person whose permissions in an organisation were changed; after `until` (ms since the epoch) older tokens have expired. */
export interface PermissionChange {
  orgId: string;
  userId: string;
  /** Tokens with a lower `pv` are from before. */
  version: number;
  until: number;
}

/** The changes that tokens may still be older than. */
export interface PermissionChanges {
  /** Whether a token's permissions were changed since it was signed. */
  isOutdated(viewer: Pick<Viewer, 'orgId' | 'userId' | 'permissionsVersion'>): boolean;
  close(): void;
}

/** Tells every process that permissions were changed; after the commit. */
export const announcePermissionsChanged = (broadcast: Broadcast): Promise<void> =>
  broadcast.publish(PERMISSIONS_CHANGED, {});

/**
 * Keeps the list of recent changes of permissions, the same in each process.
 *
 * @param broadcast says when to read it again
 * @param load reads all of them; at start, when told, after a broken connection, and now and then
 */
export async function followPermissionChanges(
  broadcast: Broadcast,
  load: () => Promise<PermissionChange[]>,
): Promise<PermissionChanges> {
  const known = new Map<string, { version: number; until: number }>();
  let isClosed = false;
  /** A message during a reading may tell of what that reading missed. */
  let wanted = 0;
  let reading: Promise<void> | undefined;

  async function reload(): Promise<void> {
    for (const { orgId, userId, version, until } of await load()) {
      const key = keyOf({ orgId, userId });
      const before = known.get(key);
      known.set(key, {
        version: Math.max(version, before?.version ?? 0),
        until: Math.max(until, before?.until ?? 0),
      });
    }
    for (const [key, { until }] of known) if (until < Date.now()) known.delete(key);
  }

  async function readUntilNothingIsWanted(): Promise<void> {
    for (let tries = 0; wanted > 0 && tries < MAX_TRIES && !isClosed; tries += 1) {
      wanted = 0;
      await reload().catch(async () => {
        wanted += 1;
        await sleep(AGAIN_MS, undefined, { ref: false });
      });
    }
    wanted = 0;
  }

  const hear = (): void => {
    wanted += 1;
    reading ??= readUntilNothingIsWanted().finally(() => {
      reading = undefined;
      if (wanted > 0) hear(); // heard between the last look and this
    });
  };
  await broadcast.subscribe(PERMISSIONS_CHANGED, hear, reload);
  const timer = setInterval(() => void reload().catch(() => undefined), RELOAD_MS).unref();
  return {
    isOutdated: (viewer) => {
      const change = known.get(keyOf(viewer));
      return change !== undefined && viewer.permissionsVersion < change.version;
    },
    close: () => {
      isClosed = true;
      clearInterval(timer);
    },
  };
}

const keyOf = ({ orgId, userId }: { orgId: string; userId: string }): string => `${orgId} ${userId}`;
