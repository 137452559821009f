import {
  processCounter,
  processGauge,
  processSeconds,
} from '../../../../service-kit/telemetry/process-metrics';
import type { KommoErrorKind } from './kommo-error';
import { LANES, type Lane } from './governor';

/* What our talk with Kommo costs, and what Kommo says to it. */

/** An answer, or why there was none: `rate_limited` is a 429, `blocked_html` a ban. */
type Outcome = 'ok' | KommoErrorKind;

const WATCHED: readonly Outcome[] = [
  'ok',
  'rate_limited',
  'blocked_html',
  'unauthorized',
  'unavailable',
  'malformed',
];

const requests = processCounter(
  'kommo_requests_total',
  'Requests to Kommo, by method and outcome.',
  'method',
  'outcome',
);
const seconds = processSeconds('kommo_request_duration_seconds', 'Time of a request to Kommo.', 'method');
const waits = processSeconds(
  'kommo_turn_wait_seconds',
  'How long a request waited for its turn under the budget of its account, by who waits.',
  'lane',
);
for (const outcome of WATCHED) requests.begin('GET', outcome);

/** Notes a request that has ended. */
export function noteKommoRequest(method: string, outcome: Outcome, startedAt: number): void {
  requests.add(method, outcome);
  seconds.observe((performance.now() - startedAt) / 1000, method);
}

/** Notes a turn that was waited for. */
export const noteKommoTurn = (lane: Lane, startedAt: number): void =>
  waits.observe((performance.now() - startedAt) / 1000, lane);

let budget = 0;
processGauge('kommo_budget_requests_per_second', 'Requests a second that one account may take.', [], () =>
  budget === 0 ? [] : [{ labels: {}, value: budget }],
);

/** Shows the budget. */
export function showKommoBudget(perSecond: number): void {
  budget = perSecond;
  for (const lane of LANES) waits.begin(lane);
}

const quarantined = processCounter(
  'kommo_rows_quarantined_total',
  'Rows of Kommo that could not be read, by entity.',
  'entity',
);
const drifted = processCounter(
  'kommo_rows_drifted_total',
  'Rows that differed from Kommo when they were compared, by entity.',
  'entity',
);
const syncs = processCounter(
  'sync_runs_total',
  'Synchronisations that ended or gave way, by mode; outcome is succeeded, failed, retried, waiting or lost.',
  'mode',
  'outcome',
);
for (const entity of ['LEADS', 'CONTACTS', 'COMPANIES']) {
  quarantined.begin(entity);
  drifted.begin(entity);
}
for (const mode of ['FULL', 'INCREMENTAL'])
  for (const outcome of ['succeeded', 'failed', 'retried', 'waiting', 'lost']) syncs.begin(mode, outcome);

export const noteQuarantined = (entity: string, rows: number): void => quarantined.addMany(rows, entity);
export const noteDrift = (entity: string, rows: number): void => drifted.addMany(rows, entity);
export const noteSync = (
  mode: string,
  outcome: 'succeeded' | 'failed' | 'retried' | 'waiting' | 'lost',
): void => syncs.add(mode, outcome);
