import { startRounds } from '../../../../service-kit/process/rounds';
import { toldOnce } from '../../../../service-kit/process/told-once';
import type { RunningWorker } from '../../../../service-kit/subgraph/feature';
import type { CrmRuntime } from '../runtime';

const EVERY_MS = 10 * 60_000;

/** Takes away what nobody claimed in time, in all organisations. */
export async function forgetInstalls(runtime: Pick<CrmRuntime, 'source'>): Promise<void> {
  await runtime.source.query('SELECT crm.drop_expired_installs()');
}

/** Starts doing so, now and every ten minutes. */
export async function startForgetting(runtime: CrmRuntime): Promise<RunningWorker> {
  const round = toldOnce(
    { name: 'the sweep of installs', round: () => forgetInstalls(runtime) },
    runtime.log,
  );
  await round();
  return startRounds({ everyMs: EVERY_MS, round, onFailure: () => undefined });
}
