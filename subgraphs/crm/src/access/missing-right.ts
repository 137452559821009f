import { reject } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import type { ConnectionRef } from '../runtime';
import { askingOf } from './asking';
import { meaningOf, probeRight, type WriteRight } from './capabilities';

const PATIENCE_MS = 4_000;

/**
 * Refuses a write that Kommo would refuse: the role of whoever gave access denies it. Where that stands in what was last asked, Kommo is
 * asked again, for rights may have been given since; where it does not say, the write is tried.
 *
 * @throws InputRejected KOMMO_RIGHT_MISSING
 */
export async function refuseWithoutRight(ctx: Context, ref: ConnectionRef, right: WriteRight): Promise<void> {
  if (await isKnownMissing(ctx, ref, right)) await refuseMissing(ctx, ref, right);
}

/** Whether a right was missing when Kommo was last asked. */
export async function isKnownMissing(ctx: Context, ref: ConnectionRef, right: WriteRight): Promise<boolean> {
  const known = await ctx.loaders.accessOf.load(ref.connectionId);
  return known.find(({ capability }) => capability === right)?.state === 'NO_RIGHT';
}

/** Asks Kommo whether a right is still missing. @throws InputRejected KOMMO_RIGHT_MISSING when it is */
export async function refuseMissing(ctx: Context, ref: ConnectionRef, right: WriteRight): Promise<void> {
  try {
    const how = { lane: 'interactive', signal: AbortSignal.timeout(PATIENCE_MS) } as const;
    if ((await probeRight(await askingOf(ctx.crm, ref, how), right)) !== 'NO_RIGHT') return;
  } catch (error) {
    ctx.log.info({ err: error, right }, 'a right could not be asked for');
    return;
  }
  const [verb, what] = right.toLowerCase().split('_');
  const message = `${meaningOf(right)} Whoever gave access lacks the right “${verb}” of ${what} in Kommo: give it to them there.`;
  throw reject('KOMMO_RIGHT_MISSING', '', message);
}
