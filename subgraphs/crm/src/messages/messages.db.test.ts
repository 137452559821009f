import { setImmediate } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { KOMMO_WRITE } from '../../../../schema/jobs';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { bindRunners, runNextJob } from '../../../../service-kit/jobs/run-job';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { useWrites, type Copied } from '../../../../testkit/crm/write-world';
import { newId } from '../../../../service-kit/data/ids';
import { putMessages, putTalks } from './message-store';
import { processHooks } from '../webhooks/process-hooks';
import { runKommoWrite } from '../writes/write-job';

const { world, copied, run, theirs } = useWrites({ webhookBase: 'http://127.0.0.1:9' });
const kommo = () => world.kommo.control;

const SEND = `sendMessage(input: $input) { message { id kommoId state text clientMessageId error { code } sentBy { id }
  talk { kommoId } contact { id } } job { id } userErrors { code path } }`;
const TALKS = `query($filter: CrmTalkFilter) { crmTalks(filter: $filter, first: 50) { totalCount edges { node {
  id kommoId origin isInWork isRead contact { id kommoId } lead { id } connection { id } } } } }`;
const MESSAGES = `query($filter: CrmMessageFilter) { crmMessages(filter: $filter, first: 50) { totalCount edges { node {
  id direction state text authorName attachment { type fileName url } talk { id } contact { id } error { code } } } } }`;

const talksOf = async (viewer: Viewer, filter?: object) =>
  dataOf(await world.graph.execute(viewer, TALKS, { filter })).crmTalks.edges.map(
    ({ node }: { node: object }) => node,
  );
const messagesOf = async (viewer: Viewer, filter?: object) =>
  dataOf(await world.graph.execute(viewer, MESSAGES, { filter })).crmMessages.edges.map(
    ({ node }: { node: object }) => node,
  );
/** What the simulator's hook would post, put into the inbox as it is. */
async function told({ owner, connectionId }: Copied, body: string): Promise<void> {
  await inOrganization(world.deps.source, owner.orgId, (db) =>
    db.query(
      `INSERT INTO crm.webhook_inbox (org_id, id, connection_id, body, body_hash, slot, received_at)
       VALUES ($1, $2, $3, $4, $5, 0, now())`,
      [owner.orgId, newId(), connectionId, body, randomBytes(32)],
    ),
  );
  await processHooks(world.runtime, { orgId: owner.orgId, connectionId });
}
const sentTexts = async (talkId: string): Promise<string[]> => {
  const list = await theirs(`/talks/${talkId}/messages?limit=250`);
  return list._embedded.messages
    .filter(({ type }: { type: string }) => type === 'outgoing')
    .map(({ text }: { text: string }) => text);
};

it('copies conversations and what was said in them with a synchronisation', async () => {
  const { owner, connectionId } = await copied();
  const [talk, ...others] = await talksOf(owner);
  expect(others).toHaveLength(1);
  expect(talk).toMatchObject({
    origin: 'telegram',
    isInWork: true,
    contact: { id: expect.any(String) },
    connection: { id: connectionId },
  });
  expect(await messagesOf(owner, { talkId: talk.id })).toEqual([
    expect.objectContaining({
      direction: 'INCOMING',
      state: 'RECEIVED',
      talk: { id: talk.id },
      attachment: null,
    }),
  ]);
  expect(await talksOf(owner, { contactId: talk.contact.id, inWork: true })).toEqual([talk]);
  expect(await talksOf(owner, { inWork: false })).toEqual([]);
  expect(await talksOf(viewerWith('owner'))).toEqual([]);
  const foreign = await world.graph.execute(
    viewerWith('owner'),
    'query($id: ID!) { crmTalk(id: $id) { id } }',
    {
      id: talk.id,
    },
  );
  expect(codes(foreign)).toEqual(['NOT_FOUND']);
});

it('sends a message once, and tells how far it is', async () => {
  const copy = await copied();
  const { owner } = copy;
  const [talk] = await talksOf(owner);
  const input = { talkId: talk.id, text: ' Hello! ', clientMessageId: 'm-1' };
  const first = await run(owner, SEND, input);
  expect(first).toMatchObject({
    job: null,
    userErrors: [],
    message: {
      state: 'SENT',
      text: 'Hello!',
      kommoId: expect.any(String),
      sentBy: { id: owner.userId },
      talk: { kommoId: talk.kommoId },
      contact: { id: talk.contact.id },
    },
  });
  expect(await run(owner, SEND, input)).toEqual(first);
  const byContact = { contactId: talk.contact.id, text: 'Hello!', clientMessageId: 'm-1' };
  expect((await run(owner, SEND, byContact)).message.id).toBe(first.message.id);
  const both = await Promise.all([1, 2].map(() => run(owner, SEND, { ...input, clientMessageId: 'm-2' })));
  expect(both[0].message.id).toBe(both[1].message.id);
  expect(await sentTexts(talk.kommoId)).toEqual(['Hello!', 'Hello!']);
  expect((await run(owner, SEND, { ...input, text: 'Other' })).userErrors).toEqual([
    { code: 'CLIENT_MESSAGE_ID_USED', path: ['clientMessageId'] },
  ]);
  const elsewhere = (await messagesOf(owner)).length;
  const contacts = copy.contacts.filter(({ id }) => id !== talk.contact.id);
  const toAnother = { contactId: contacts[0]?.id, text: 'Hello!', clientMessageId: 'm-1' };
  expect((await run(owner, SEND, toAnother)).userErrors).toEqual([
    { code: 'CLIENT_MESSAGE_ID_USED', path: ['clientMessageId'] },
  ]);
  expect(await messagesOf(owner)).toHaveLength(elsewhere);
  const broken = await world.graph.execute(owner, MESSAGES, { filter: { clientMessageId: 'a\0b' } });
  expect(codes(broken)).toEqual(['BAD_USER_INPUT']);
  kommo().clock({ advance_s: 10 });
  await told(
    copy,
    `account[id]=31250001&talk[update][0][talk_id]=${talk.kommoId}&talk[update][0][updated_at]=${kommo().now()}&talk[update][0][is_in_work]=1`,
  );
  const states = await messagesOf(owner, { direction: 'OUTGOING' });
  expect(states.map(({ state }: { state: string }) => state)).toEqual(['DELIVERED', 'DELIVERED']);
});

it.each([
  ['read', 'READ', null],
  ['error', 'FAILED', { code: 'KOMMO_NOT_DELIVERED' }],
] as const)('says when the messenger answers %s', async (fate, state, error) => {
  const { owner, connectionId } = await copied();
  const [talk] = await talksOf(owner);
  kommo().talks('acme-demo', { fate });
  await run(owner, SEND, { talkId: talk.id, text: 'Hello', clientMessageId: 'm' });
  kommo().clock({ advance_s: 10 });
  await processHooks(world.runtime, { orgId: owner.orgId, connectionId }); // as each minute while something is on its way
  expect(await messagesOf(owner, { direction: 'OUTGOING' })).toEqual([
    expect.objectContaining({ state, error }),
  ]);
});

it('asks what became of a message less and less often, and knows whose conversation it is', async () => {
  const { owner, connectionId } = await copied();
  const [talk] = await talksOf(owner);
  kommo().talks('acme-demo', { fate: 'sent' });
  await run(owner, SEND, { talkId: talk.id, text: 'Hello', clientMessageId: 'm' });
  kommo().incoming('acme-demo', { talk_id: Number(talk.kommoId), text: 'Its hook was lost' });
  const path = `/api/v4/talks/${talk.kommoId}/messages`;
  const asked = async (noted: string, before: string): Promise<number> => {
    await inOrganization(world.deps.source, owner.orgId, (db) =>
      db.query(
        `UPDATE crm.messages SET noted_at = now() - $2::interval, asked_at = now() - $3::interval
          WHERE org_id = $1 AND state = 'SENT'`,
        [owner.orgId, noted, before],
      ),
    );
    kommo().clearRequests();
    await processHooks(world.runtime, { orgId: owner.orgId, connectionId });
    return kommo().requests({ path }).length;
  };
  await processHooks(world.runtime, { orgId: owner.orgId, connectionId });
  const found = await messagesOf(owner, { direction: 'INCOMING', contactId: talk.contact.id });
  expect(found.map(({ text }: { text: string }) => text)).toContain('Its hook was lost');
  expect(await asked('2 hours', '10 minutes')).toBe(0);
  expect(await asked('2 hours', '1 hour')).toBe(1);
  expect(await asked('73 hours', '30 hours')).toBe(0);
});

it('fetches what was said in a conversation when the hook of the message was lost', async () => {
  const copy = await copied();
  const [talk] = await talksOf(copy.owner);
  kommo().incoming('acme-demo', { talk_id: Number(talk.kommoId), text: 'Is anybody there?' });
  await told(
    copy,
    `account[id]=31250001&talk[update][0][talk_id]=${talk.kommoId}&talk[update][0][updated_at]=${kommo().now()}&talk[update][0][is_in_work]=1`,
  );
  const heard = async () =>
    (await messagesOf(copy.owner, { talkId: talk.id })).map(({ text }: { text: string }) => text);
  expect(await heard()).not.toContain('Is anybody there?');
  await world.sync(copy.owner, copy.connectionId);
  expect(await heard()).toContain('Is anybody there?');
  kommo().clock({ advance_s: 120 });
  await world.sync(copy.owner, copy.connectionId); // once more: what was said within the same minute
  kommo().clearRequests();
  await world.sync(copy.owner, copy.connectionId);
  expect(kommo().requests({ path: `/api/v4/talks/${talk.kommoId}/messages` })).toEqual([]);
});

it('fetches more than a page of what was said while no hook came', async () => {
  const copy = await copied();
  const [talk] = await talksOf(copy.owner);
  const count = async () =>
    dataOf(await world.graph.execute(copy.owner, MESSAGES, { filter: { talkId: talk.id } })).crmMessages
      .totalCount as number;
  const before = await count();
  kommo().clock({ advance_s: 3_600 });
  for (let n = 0; n < 620; n += 1) {
    kommo().incoming('acme-demo', { talk_id: Number(talk.kommoId), text: `Message ${n}` });
    if (n % 10 === 0) kommo().clock({ advance_s: 1 });
  }
  kommo().clock({ advance_s: 120 });
  await world.sync(copy.owner, copy.connectionId);
  expect(await count()).toBe(before + 620);
  const path = `/api/v4/talks/${talk.kommoId}/messages`;
  kommo().clearRequests();
  kommo().incoming('acme-demo', { talk_id: Number(talk.kommoId), text: 'One more' });
  kommo().clock({ advance_s: 120 });
  await world.sync(copy.owner, copy.connectionId);
  expect(await count()).toBe(before + 621);
  expect(kommo().requests({ path })).toHaveLength(1); // what is copied is not read again
});

it('waits for no conversation that Kommo fails at alone: neither the others do, nor what hooks tell', async () => {
  const copy = await copied();
  const [bad, good] = await talksOf(copy.owner);
  await run(copy.owner, SEND, { talkId: bad.id, text: 'Hello!', clientMessageId: 'm' });
  kommo().faults({ match: { path: `/api/v4/talks/${bad.kommoId}/messages` }, kind: '500' });
  kommo().incoming('acme-demo', { talk_id: Number(good.kommoId), text: 'Is anybody there?' });
  for (const { kommoId } of [good, bad]) {
    kommo().clock({ advance_s: 10 }); // the bad one has its turn first
    await told(
      copy,
      `account[id]=31250001&talk[update][0][talk_id]=${kommoId}&talk[update][0][updated_at]=${kommo().now()}&talk[update][0][is_in_work]=1`,
    );
  }
  await world.sync(copy.owner, copy.connectionId);
  const heard = await messagesOf(copy.owner, { talkId: good.id });
  expect(heard).toContainEqual(expect.objectContaining({ text: 'Is anybody there?' }));
});

it('asks for conversations a day later when Kommo has refused them', async () => {
  const { owner, connectionId } = await copied();
  const path = '/api/v4/talks';
  kommo().faults({ match: { path }, kind: '403_scope', times: 1 });
  const asked = async (): Promise<number> => {
    kommo().clearRequests();
    await world.sync(owner, connectionId);
    return kommo().requests({ path }).length;
  };
  const notices = async () => {
    const query = 'query($id: ID!) { crmConnection(id: $id) { notices { code } } }';
    return dataOf(await world.graph.execute(owner, query, { id: connectionId })).crmConnection.notices;
  };
  expect([await asked(), await asked()]).toEqual([1, 0]);
  expect(await notices()).toContainEqual({ code: 'KOMMO_MESSAGES_REFUSED' });
  await inOrganization(world.deps.source, owner.orgId, (db) =>
    db.query(`UPDATE crm.connections SET talks_refused_at = now() - interval '25 hours' WHERE org_id = $1`, [
      owner.orgId,
    ]),
  );
  expect(await asked()).toBe(1);
  expect(await notices()).not.toContainEqual({ code: 'KOMMO_MESSAGES_REFUSED' });
});

it('finds a message whose answer was lost, and does not send it again', async () => {
  const { owner } = await copied();
  const [talk] = await talksOf(owner);
  const path = `/api/v4/talks/${talk.kommoId}/send_message`;
  kommo().faults({ match: { method: 'POST', path }, kind: '504_html', times: 1 });
  const sent = await run(owner, SEND, { talkId: talk.id, text: 'Only once', clientMessageId: 'm' });
  expect(sent).toMatchObject({ message: { state: 'SENT', kommoId: expect.any(String) }, job: null });
  kommo().faults({ match: { method: 'POST', path }, kind: '500', times: 1 });
  const later = await run(owner, SEND, { talkId: talk.id, text: 'Later', clientMessageId: 'n' });
  expect(later).toMatchObject({
    message: { state: 'QUEUED', kommoId: null },
    job: { id: expect.any(String) },
  });
  expect(await sentTexts(talk.kommoId)).toEqual(['Only once']);
  await inOrganization(world.deps.source, owner.orgId, (db) =>
    db.query('UPDATE jobs.jobs SET next_at = now() WHERE org_id = $1 AND kind = $2', [
      owner.orgId,
      KOMMO_WRITE.kind,
    ]),
  );
  const { changes, log, source } = world.runtime;
  const [runner] = bindRunners([runKommoWrite], world.runtime);
  await runNextJob({ source }, runner!, owner.orgId, { changes, log, stop: new AbortController().signal });
  expect(await sentTexts(talk.kommoId)).toEqual(['Later', 'Only once']);
  expect(
    (await run(owner, SEND, { talkId: talk.id, text: 'Later', clientMessageId: 'n' })).message.state,
  ).toBe('SENT');
});

it('never sends again what it can’t look up', async () => {
  const { owner } = await copied();
  const [talk] = await talksOf(owner);
  const base = `/api/v4/talks/${talk.kommoId}`;
  kommo().faults({ match: { method: 'POST', path: `${base}/send_message` }, kind: '500', times: 1 });
  kommo().faults({ match: { method: 'GET', path: `${base}/messages` }, kind: '403_scope', times: 1 });
  const input = { talkId: talk.id, text: 'Perhaps', clientMessageId: 'm' };
  expect((await run(owner, SEND, input)).userErrors).toEqual([{ code: 'KOMMO_UNCERTAIN', path: [] }]);
  expect((await run(owner, SEND, input)).message).toMatchObject({
    state: 'FAILED',
    error: { code: 'KOMMO_UNCERTAIN' },
  });
  expect(await sentTexts(talk.kommoId).catch(() => [])).toEqual([]);
});

it('says what stands in the way of a message', async () => {
  const { owner, contacts } = await copied();
  const [talk] = await talksOf(owner);
  const input = (id: string) => ({ talkId: talk.id, text: 'Hello', clientMessageId: id });
  const silent = contacts.find(({ id }) => id !== talk.contact.id && id !== undefined);
  const path = `/api/v4/talks/${talk.kommoId}/send_message`;
  kommo().faults({ match: { method: 'POST', path }, kind: '403_scope', times: 1 });
  expect((await run(owner, SEND, input('a'))).userErrors).toEqual([
    { code: 'KOMMO_SCOPE_MISSING', path: [] },
  ]);
  kommo().talks('acme-demo', { quota: 0 });
  expect((await run(owner, SEND, input('b'))).userErrors).toEqual([{ code: 'KOMMO_PLAN', path: [] }]);
  const wrong = [
    [{ ...input('c'), text: ' ' }, 'REQUIRED', ['text']],
    [{ ...input('ключ') }, 'INVALID', ['clientMessageId']],
    [{ text: 'x', clientMessageId: 'd' }, 'RECEIVER_NEEDED', []],
    [{ talkId: 'nonsense', text: 'x', clientMessageId: 'e' }, 'TALK_NOT_FOUND', ['talkId']],
    [{ contactId: newId(), text: 'x', clientMessageId: 'f' }, 'CONTACT_NOT_FOUND', ['contactId']],
  ] as const;
  for (const [given, code, at] of wrong) {
    expect((await run(owner, SEND, given)).userErrors).toEqual([{ code, path: at }]);
  }
  const nobody = (await talksOf(owner)).map((one: { contact: { id: string } }) => one.contact.id);
  const quiet = contacts.find(({ id }) => !nobody.includes(id)) ?? silent;
  const answer = await run(owner, SEND, { contactId: quiet?.id, text: 'x', clientMessageId: 'g' });
  expect(answer.userErrors).toEqual([{ code: 'NO_CONVERSATION', path: ['contactId'] }]);
});

it('stores what a webhook tells of messages, each once, with links and without scripts', async () => {
  const copy = await copied();
  const { owner, contacts } = copy;
  const body = (link: string, id = 'aaaa-1') =>
    new URLSearchParams({
      'account[id]': '31250001',
      'message[add][0][id]': id,
      'message[add][0][talk_id]': '779999',
      'message[add][0][chat_id]': 'chat-1',
      'message[add][0][contact_id]': contacts[2]?.kommoId ?? '',
      'message[add][0][text]': 'H\0i! 50% off + free? <b>',
      'message[add][0][created_at]': String(kommo().now()),
      'message[add][0][type]': 'incoming',
      'message[add][0][author][name]': "Zoë\0 O'Neil",
      'message[add][0][author]': 'scalar and nested at one path',
      'message[add][0][attachment][type]': 'picture',
      'message[add][0][attachment][link]': link,
      'message[add][0][attachment][file_name]': 'sample.jpg',
      'message[add][0][origin]': 'waba',
      'message[add][__proto__][id]': 'evil',
    }).toString();
  const link = 'https://amojo.kommo.com/attachments/sample.jpg';
  await told(copy, body(link));
  await told(copy, body(link));
  await told(copy, body('javascript:alert(1)', 'aaaa-2'));
  const [talk] = (await talksOf(owner)).filter((one: { kommoId: string }) => one.kommoId === '779999');
  expect(talk).toMatchObject({
    origin: 'waba',
    isInWork: true,
    isRead: false,
    contact: { id: contacts[2]?.id },
  });
  const said = await messagesOf(owner, { talkId: talk.id });
  expect(said).toHaveLength(2);
  expect(said).toContainEqual(
    expect.objectContaining({
      direction: 'INCOMING',
      state: 'RECEIVED',
      text: 'Hi! 50% off + free? <b>',
      authorName: "Zoë O'Neil",
      attachment: { type: 'picture', fileName: 'sample.jpg', url: link },
      contact: { id: contacts[2]?.id },
    }),
  );
  expect(said.filter((one: { attachment: object | null }) => one.attachment === null)).toHaveLength(1);
});

it('is stored by several at once, in whatever order they are told of, and nobody waits in a circle', async () => {
  const { owner, connectionId } = await copied();
  const ref = { orgId: owner.orgId, connectionId };
  const act = <T>(work: Parameters<typeof inOrganization<T>>[2]) =>
    inOrganization(world.deps.source, owner.orgId, work);
  const at = world.kommo.control.now();
  const of = { contactId: null, isIncoming: true, authorName: '', attachment: null, delivery: null };
  const message = (n: number) => ({ ...of, id: `at-once-${n}`, talkId: '7000', text: `${n}`, createdAt: at });
  const talk = (id: string, updatedAt: number) => ({
    ...{ id, chatId: `chat-${id}`, contactId: null, leadId: null, origin: 'own' },
    ...{ isInWork: true, isRead: false, createdAt: at, updatedAt },
  });
  await act((db) => putTalks(db, ref, [talk('7000', at), talk('7001', at)]));
  // Handed in for a channel of one's own, and not joined with its talk yet.
  const handIn = () =>
    act((db) =>
      db.query(
        `INSERT INTO crm.messages (org_id, id, connection_id, talk_kommo_id, direction, state, text, author_name, created_at, kommo_id, chat)
         VALUES ($1, $2, $3, 0, 'INCOMING', 'RECEIVED', 'handed in', '', now(), 'handed-in', $4)`,
        [
          ...[owner.orgId, newId(), connectionId],
          JSON.stringify({ chatId: 'chat-7001', channel: { receiver: { id: 'r' } } }),
        ],
      ),
    );
  const waiting = async () => {
    const rows = await world.deps.source.query<unknown[]>(
      `SELECT 1 FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return rows.length > 0;
  };
  let other: Promise<unknown> = Promise.resolve();
  await act(async (db) => {
    await putTalks(db, ref, [talk('7001', at + 1)]);
    await handIn();
    other = act((db) => putMessages(db, ref, [message(2), message(1)])); // joins what was handed in: messages, then talks
    other.catch(() => undefined);
    while (!(await waiting())) await setImmediate();
    await putMessages(db, ref, [message(1), message(2)]);
  });
  await other;
  const [joined] = await act((db) =>
    db.query<{ talk: string; channel: object }[]>(
      `SELECT m.talk_kommo_id AS talk, t.channel FROM crm.messages m
         JOIN crm.talks t ON t.org_id = m.org_id AND t.connection_id = m.connection_id AND t.kommo_id = m.talk_kommo_id
        WHERE m.org_id = $1 AND m.kommo_id = 'handed-in'`,
      [owner.orgId],
    ),
  );
  expect(joined).toEqual({ talk: '7001', channel: { receiver: { id: 'r' } } });
});
