import type { Call } from '../http/call';
import { hal, problem, validationProblem, type FieldError, type Reply } from '../http/reply';
import { RowCheck, isObject, type RawRow } from './row-check';

const MOST_ROWS = 250;

/** How the rows of one write are checked and carried out. */
export interface BatchRules<D> {
  /** Reads and checks a row; what is wrong goes into `check`. */
  read: (row: RawRow, check: RowCheck) => D;
  /** Carries out a checked row and gives its answer, without `request_id`. */
  apply: (draft: D, requestId: string) => RawRow;
  most?: number;
}

interface Checked<D> {
  requestId: string;
  draft: D;
  errors: FieldError[];
}

/** The answers of a batch, or the reply that refuses it. */
export type BatchResult = { rows: RawRow[] } | { refusal: Reply };

function checkRow<D>(raw: unknown, index: number, rules: BatchRules<D>): Checked<D> | FieldError[] {
  const check = new RowCheck();
  if (!isObject(raw)) {
    check.wrongType('', 'object');
    return check.errors;
  }
  const id = raw.request_id;
  const requestId = typeof id === 'string' || typeof id === 'number' ? String(id) : String(index);
  return { requestId, draft: rules.read(raw, check), errors: check.errors };
}

const EMPTY = 'Request data can not be empty';

/**
 * Carries out a write of several rows (kommo-api.md 2.6, 2.7): 400 for no rows or wrong ones, 422 above the row
 * limit. With `allOrNothing` one wrong row fails the whole batch; without it the good rows are done all the same.
 */
export function runBatch<D>(call: Call, body: unknown, rules: BatchRules<D>): BatchResult {
  if (!Array.isArray(body) || body.length === 0) return { refusal: problem(400, EMPTY) };
  const most = rules.most ?? MOST_ROWS;
  if (body.length > most) return { refusal: problem(422, `Too many rows in one request: at most ${most}`) };
  const checked = body.map((raw, index) => checkRow(raw, index, rules));
  const failed = checked.flatMap((row, index) => {
    const errors = Array.isArray(row) ? row : row.errors;
    const requestId = Array.isArray(row) ? String(index) : row.requestId;
    return errors.length > 0 ? [{ request_id: requestId, errors }] : [];
  });
  if (failed.length > 0 && call.world.behaviour.allOrNothing) return { refusal: validationProblem(failed) };
  const rows = checked.flatMap((row) => {
    if (Array.isArray(row) || row.errors.length > 0) return [];
    return [{ ...rules.apply(row.draft, row.requestId), request_id: row.requestId }];
  });
  return failed.length > 0 ? { refusal: validationProblem(failed) } : { rows };
}

/** Runs a batch and answers with Kommo's envelope. */
export function batchReply<D>(call: Call, key: string, rules: BatchRules<D>): Reply {
  const result = runBatch(call, call.body, rules);
  if ('refusal' in result) return result.refusal;
  const self = { href: `https://${call.account.host}${call.path}` };
  return hal({ _links: { self }, _embedded: { [key]: result.rows } });
}

/** Runs one row that is not in a list (`PATCH /leads/{id}`): `base` holds what the path says about it. */
export function singleReply<D>(call: Call, base: RawRow, rules: BatchRules<D>): Reply {
  if (!isObject(call.body)) return problem(400, EMPTY);
  const result = runBatch(call, [{ ...call.body, ...base }], rules);
  if ('refusal' in result) return result.refusal;
  const { request_id: _requestId, ...row } = result.rows[0] ?? {};
  return hal(row);
}
