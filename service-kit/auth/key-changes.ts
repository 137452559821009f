import { z } from 'zod';
import type { Broadcast } from '../changes/broadcast';
import type { VerificationKeys } from './viewer';

/** The channel on which every verifier hears that the signing keys changed. */
const SIGNING_KEYS_CHANGED = 'cashcraft_signing_keys_changed';

const Message = z.object({ retired: z.array(z.string().max(100)).max(50) });

/**
 * Tells every verifier that the signing keys changed.
 *
 * @param retired names (`kid`) of keys that must not be trusted any more, from now on
 */
export const announceKeyChange = (broadcast: Broadcast, retired: readonly string[]): Promise<void> =>
  broadcast.publish(SIGNING_KEYS_CHANGED, { retired });

/**
 * Keeps a verifier's keys up to date: a retired key is refused as soon as it is heard of, and the set is read again,
 * also after messages may have been missed.
 */
export async function followSigningKeys(broadcast: Broadcast, keys: VerificationKeys): Promise<void> {
  await broadcast.subscribe(
    SIGNING_KEYS_CHANGED,
    (message) => {
      const read = Message.safeParse(message);
      // A source that can't be reached is asked again by itself; what is retired is refused already.
      void keys.refresh?.(read.success ? read.data.retired : []).catch(() => undefined);
    },
    async () => void keys.refresh?.([]).catch(() => undefined),
  );
}
