import { acceptIncoming, addIncoming, declineIncoming, linkIncoming } from '../accounts/unsorted';
import { UNSORTED_CATEGORIES, type UnsortedCategory, type UnsortedRow } from '../accounts/unsorted-book';
import type { CardRow } from '../accounts/rows';
import type { Call, Handler } from '../http/call';
import { at, textAt, textsOf } from '../http/query-string';
import { NO_CONTENT, hal, problem, validationProblem, type Reply } from '../http/reply';
import { batchReply, type BatchRules } from './batch';
import { listReply, selfLink, sourceOf } from './page';
import { isObject, RowCheck, type RawRow } from './row-check';

/* Incoming leads (kommo-api.md 3.14): what a form, a mail, a call or a conversation has brought, until somebody takes it. */

function unsortedBody(call: Call, row: UnsortedRow): Record<string, unknown> {
  const { state: _state, lead_id: leadId, contact_id: contactId, ...own } = row;
  const stub = (kind: string, id: number) => ({ id, _links: selfLink(call, `/${kind}/${id}`) });
  return {
    ...own,
    account_id: call.account.id,
    _links: selfLink(call, `/leads/unsorted/${row.uid}`),
    _embedded: {
      contacts: contactId === null ? [] : [stub('contacts', contactId)],
      leads: [stub('leads', leadId)],
      companies: [],
    },
  };
}

/** `GET /leads/unsorted`. */
export function listUnsorted(call: Call): Reply {
  const wanted = (key: string): string[] => textsOf(at(call.query, 'filter', key));
  const fits = (key: string, value: string): boolean => {
    const list = wanted(key);
    return list.length === 0 || list.includes(value);
  };
  const found = call.account.unsorted
    .waiting()
    .filter(({ uid, category, pipeline_id: pipeline }) => {
      return fits('uid', uid) && fits('category', category) && fits('pipeline_id', String(pipeline));
    })
    .sort((left, right) => left.created_at - right.created_at);
  if (textAt(call.query, 'order', 'created_at') === 'desc') found.reverse();
  return listReply(call, sourceOf(found), { key: 'unsorted', body: (row) => unsortedBody(call, row) });
}

/** `GET /leads/unsorted/summary`. */
export function summarizeUnsorted(call: Call): Reply {
  const rows = call.account.unsorted.waiting();
  const categories = Object.fromEntries(
    UNSORTED_CATEGORIES.map((name) => [
      name,
      { total: rows.filter(({ category }) => category === name).length },
    ]),
  );
  return hal({ total: rows.length, categories });
}

const withUnsorted =
  (handle: (call: Call, row: UnsortedRow) => Reply, missing: Reply): Handler =>
  (call) => {
    const row = call.account.unsorted.find(call.params.uid ?? '');
    return row ? handle(call, row) : missing;
  };

const MISSING = problem(404, 'Requested entity not found');

/** `GET /leads/unsorted/{uid}`: 204 for one that is not, or no longer, there. */
export const getUnsorted = withUnsorted((call, row) => hal(unsortedBody(call, row)), NO_CONTENT);

/** A user and what else the body of a decision names; `undefined` beside what was wrong. */
function decisionIn(call: Call, keys: readonly string[]): { row: RawRow; check: RowCheck } {
  const row = isObject(call.body) ? call.body : {};
  const check = new RowCheck();
  check.onlyKeys(row, new Set(keys));
  check.choice(row, 'user_id', (id) => call.account.users.some((user) => user.id === id && user.isActive));
  return { row, check };
}

const refusal = ({ errors }: RowCheck): Reply => validationProblem([{ request_id: '0', errors }]);

/** `POST /leads/unsorted/{uid}/accept`. */
export const acceptUnsorted = withUnsorted((call, row) => {
  const { account, user, now } = call;
  const { row: body, check } = decisionIn(call, ['user_id', 'status_id']);
  const stages = account.pipelines.find(({ id }) => id === row.pipeline_id)?.stages ?? [];
  const isStage = (id: number): boolean => stages.some((stage) => stage.id === id && stage.type === 0);
  const statusId = check.choice(body, 'status_id', isStage) ?? stages.find(({ type }) => type === 0)?.id ?? 0;
  if (check.errors.length > 0) return refusal(check);
  acceptIncoming(account, row, statusId, Number(body.user_id ?? user.id), { at: now, by: user.id });
  return hal(unsortedBody(call, row));
}, MISSING);

/** `DELETE /leads/unsorted/{uid}/decline`. */
export const declineUnsorted = withUnsorted((call, row) => {
  const { account, user, now } = call;
  const { check } = decisionIn(call, ['user_id']);
  if (check.errors.length > 0) return refusal(check);
  declineIncoming(account, row, { at: now, by: user.id });
  return hal(unsortedBody(call, row));
}, MISSING);

/** `POST /leads/unsorted/{uid}/link`: of conversations only. */
export const linkUnsorted = withUnsorted((call, row) => {
  const { account, user, now } = call;
  const { row: body, check } = decisionIn(call, ['user_id', 'link']);
  if (row.category !== 'chats') return problem(422, 'Only incoming leads of chats can be linked');
  const link = isObject(body.link) ? body.link : {};
  const leadId = check.choice(link, 'entity_id', (id) => account.leads.isLive(id), 'link.');
  if (leadId === undefined && check.errors.length === 0) check.fail('FieldMissing', 'link.entity_id');
  if (check.errors.length > 0 || leadId === undefined) return refusal(check);
  linkIncoming(account, row, leadId, { at: now, by: user.id });
  return hal(unsortedBody(call, row));
}, MISSING);

interface Draft {
  sourceName: string;
  sourceUid: string;
  pipelineId: number;
  createdAt: number;
  metadata: RawRow;
  lead: Partial<CardRow>;
  contact: Partial<CardRow> | null;
}

const DRAFT_KEYS = new Set([
  'request_id',
  'source_name',
  'source_uid',
  'pipeline_id',
  'created_at',
  'metadata',
  '_embedded',
]);

function readDraft(call: Call, row: RawRow, check: RowCheck): Draft {
  check.onlyKeys(row, DRAFT_KEYS);
  const { account, now } = call;
  const main = account.pipelines.find(({ isMain }) => isMain)?.id ?? 0;
  const embedded = isObject(row._embedded) ? row._embedded : {};
  const first = (key: string): RawRow | null => {
    const [one] = check.list(embedded, key, '_embedded.') ?? [];
    return isObject(one) ? one : null;
  };
  const named = (card: RawRow | null): Partial<CardRow> => {
    const name = card === null ? undefined : check.text(card, 'name');
    return name === undefined ? {} : { name };
  };
  const contact = first('contacts');
  return {
    sourceName: check.text(row, 'source_name', true) ?? '',
    sourceUid: check.text(row, 'source_uid', true) ?? '',
    pipelineId:
      check.choice(row, 'pipeline_id', (id) => account.pipelines.some((one) => one.id === id)) ?? main,
    createdAt: check.integer(row, 'created_at', { least: 0 }) ?? now,
    metadata: isObject(row.metadata) ? row.metadata : {},
    lead: named(first('leads')),
    contact: contact === null ? null : named(contact),
  };
}

/** `POST /leads/unsorted/forms|sip`. */
export function createUnsorted(category: UnsortedCategory): Handler {
  return (call) => {
    const rules: BatchRules<Draft> = {
      read: (row, check) => readDraft(call, row, check),
      apply: ({ sourceName, sourceUid, pipelineId, createdAt, ...rest }) => {
        const stamp = { at: call.now, by: call.user.id };
        const own = { source_name: sourceName, source_uid: sourceUid, pipeline_id: pipelineId };
        const draft = { ...own, ...rest, category, created_at: createdAt };
        return unsortedBody(call, addIncoming(call.account, draft, stamp));
      },
    };
    return batchReply(call, 'unsorted', rules);
  };
}
