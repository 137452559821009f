import type { Talk, TalkMessage } from '../accounts/talks';
import { postChat } from '../amojo/chat-post';
import type { Call, Handler } from '../http/call';
import { at, textAt, textsOf } from '../http/query-string';
import { NO_CONTENT, hal, problem, validationProblem, type Reply } from '../http/reply';
import { listReply, selfLink, sourceOf } from './page';
import { RowCheck, isObject } from './row-check';

/* Conversations and their messages (kommo-api.md 5.2). */

function talkBody(call: Call, talk: Talk): Record<string, unknown> {
  const { messages: _messages, channel: _channel, ...own } = talk;
  const stub = (kind: string, id: number) => [{ id, _links: selfLink(call, `/${kind}/${id}`) }];
  return {
    ...own,
    rate: 0,
    entity_type: talk.entity_id === null ? null : 'lead',
    missed_at: null,
    account_id: call.account.id,
    status: talk.is_in_work ? 'in_work' : 'closed',
    _links: selfLink(call, `/talks/${talk.talk_id}`),
    _embedded: {
      contacts: stub('contacts', talk.contact_id),
      leads: talk.entity_id === null ? [] : stub('leads', talk.entity_id),
    },
  };
}

const outOfPlan = (): Reply => problem(402, 'Endpoint not available for current account tariff');

/** `GET /talks`. */
export function listTalks(call: Call): Reply {
  if (!call.account.plan.talks) return outOfPlan();
  const contacts = textsOf(at(call.query, 'filter', 'contact_id'));
  const onlyOpen = textAt(call.query, 'filter', 'only_in_work') === '1';
  const found = call.account.talks
    .all()
    .filter((talk) => contacts.length === 0 || contacts.includes(String(talk.contact_id)))
    .filter((talk) => !onlyOpen || talk.is_in_work);
  return listReply(call, sourceOf(found), { key: 'talks', body: (talk) => talkBody(call, talk) });
}

const withTalk =
  (handle: (call: Call, talk: Talk) => Reply): Handler =>
  (call) => {
    if (!call.account.plan.talks) return outOfPlan();
    const talk = call.account.talks.get(Number(call.params.id));
    return talk ? handle(call, talk) : problem(404, 'Requested entity not found');
  };

/** `GET /talks/{id}`: 404 for one that is not there. */
export const getTalk = withTalk((call, talk) => hal(talkBody(call, talk)));

function messageBody({ now }: Call, { fate, ref_id: _ref, ...own }: TalkMessage): Record<string, unknown> {
  return {
    ...own,
    ...(fate ? { delivery_status: now >= fate.at ? fate.status : 'sent' } : {}),
  };
}

/** `GET /talks/{id}/messages`, the latest first; the history needs a scope of its own. */
export const listTalkMessages = withTalk((call, talk) => {
  if (!call.scopes.includes('external_chat_history')) return problem(403, 'Invalid scope');
  const from = Number(textAt(call.query, 'filter', 'created_at', 'from') ?? 0);
  const found = talk.messages.filter((message) => message.created_at >= from).reverse();
  return listReply(call, sourceOf(found), { key: 'messages', body: (message) => messageBody(call, message) });
});

/** `POST /talks/{id}/send_message`: 202, accepted and not delivered yet. */
export const sendTalkMessage = withTalk((call, talk) => {
  const { account, body, user, now } = call;
  if (!call.scopes.includes('send_external_messages')) return problem(403, 'Invalid scope');
  if (!isObject(body)) return problem(400, 'Request data can not be empty');
  const check = new RowCheck();
  check.onlyKeys(body, new Set(['text', 'request_id']));
  const text = check.text(body, 'text', true) ?? '';
  if (check.errors.length > 0) return validationProblem([{ request_id: '0', errors: check.errors }]);
  if (account.talks.quota <= 0) return problem(402, 'Over chat API limit');
  if (!talk.is_in_work) return problem(422, 'Talk is closed');
  const message = account.talks.send(talk, text, user.name, now);
  void postChat(call.world, account, { talk, message });
  return hal({ id: message.id }, 202);
});

/** `POST /talks/{id}/close`. */
export const closeTalk = withTalk((call, talk) => {
  call.account.talks.close(talk, call.now);
  return { ...NO_CONTENT, status: 202 };
});
