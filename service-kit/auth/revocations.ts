import type { Broadcast } from '../changes/broadcast';

/** The channel on which identity tells every process of an ended session. */
export const SESSION_REVOKED = 'cashcraft_session_revoked';

/** How often the list is read again, as a net below the broadcast. */
const RELOAD_MS = 15_000;

/** One ended session; after `until` (ms since the epoch, by this process's clock) every access token of it has expired. */
export interface RevokedSession {
  sessionId: string;
  until: number;
}

/** What is broadcast of ended sessions: how long to remember them, so that no two clocks have to agree. */
export interface RevokedMessage {
  sessionIds: readonly string[];
  /** From when it is heard. */
  rememberMs: number;
}

export interface Revocations {
  isRevoked(sessionId: string): boolean;
  close(): void;
}

/**
 * Keeps the list of sessions that were ended while access tokens of theirs may still live, the same in each process.
 *
 * @param broadcast pushes an ended session here within a second
 * @param load reads all of them; at start, after a broken connection, and now and then
 */
export async function followRevocations(
  broadcast: Broadcast,
  load: () => Promise<RevokedSession[]>,
): Promise<Revocations> {
  const revoked = new Map<string, number>();
  // Never shorter than known before: a clock that was set must not bring a session back.
  const add = ({ sessionId, until }: RevokedSession) =>
    void revoked.set(sessionId, Math.max(until, revoked.get(sessionId) ?? 0));
  const hear = ({ sessionIds, rememberMs }: RevokedMessage) => {
    for (const sessionId of sessionIds) add({ sessionId, until: Date.now() + rememberMs });
  };
  const reload = async () => {
    for (const session of await load()) add(session);
    for (const [sessionId, until] of revoked) if (until < Date.now()) revoked.delete(sessionId);
  };
  await broadcast.subscribe(SESSION_REVOKED, (message) => hear(message as RevokedMessage), reload);
  const timer = setInterval(() => void reload().catch(() => undefined), RELOAD_MS).unref();
  return { isRevoked: (sessionId) => revoked.has(sessionId), close: () => clearInterval(timer) };
}
