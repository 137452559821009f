import { createHmac, randomUUID } from 'node:crypto';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { DEMO_CHANNEL } from '../../../../simulator/amojo/channel';
import { useHookedCrm } from '../../../../testkit/crm/hooked-crm';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { processHooks } from '../webhooks/process-hooks';

const channel = {
  id: DEMO_CHANNEL.id,
  secret: DEMO_CHANNEL.secret,
  botId: DEMO_CHANNEL.botId,
  get url() {
    return world.kommo.url;
  },
};
const world = useHookedCrm(
  { contacts: 4, leads: 4, companies: 1, clock: 'virtual' },
  { channel, writeSettleMs: 50 },
);
const kommo = () => world.kommo.control;

const SEND = `mutation($input: SendMessageInput!) { sendMessage(input: $input) { message { id state error { code } } job { id }
  userErrors { code } } }`;
const REPORT = `mutation($input: ReportMessageDeliveryInput!) { reportMessageDelivery(input: $input) {
  message { state error { code message } } userErrors { code path } } }`;
const MESSAGES = `query($filter: CrmMessageFilter) { crmMessages(filter: $filter, first: 50) { edges { node {
  id kommoId direction state text authorName error { code } } } } }`;

interface Chatting {
  owner: Viewer;
  connectionId: string;
  ref: { orgId: string; connectionId: string };
  /** Kommo's talk. */
  talkId: number;
  chatId: string;
  address: string;
}

let conversations = 0;

/** A connected account with the channel in it, and a customer who has written on it. */
async function chatting(): Promise<Chatting> {
  kommo().reset({ keep_tokens: true });
  kommo().clearFaults();
  const owner = viewerWith('owner');
  const connectionId = await world.connect(owner);
  await world.sync(owner, connectionId);
  const ref = { orgId: owner.orgId, connectionId };
  const address = `${world.deps.kommo.webhookBase ?? ''}/webhooks/kommo-chats/:scope_id`;
  kommo().channel({ hook_url: address });
  conversations += 1;
  const wish = { conversation_id: `conversation ${conversations}`, name: 'Zoe', text: 'Good day' };
  const { talk_id: talkId, chat_id: chatId } = kommo().chat('acme-demo', wish);
  kommo().clock({ advance_s: 120 });
  return { owner, connectionId, ref, talkId, chatId, address };
}

const scopeOf = async ({ ref }: Chatting): Promise<string> => {
  const [row] = await inOrganization(world.deps.source, ref.orgId, (db) =>
    db.query('SELECT chats_scope AS scope FROM crm.webhooks WHERE connection_id = $1', [ref.connectionId]),
  );
  return row.scope as string;
};
const work = ({ ref }: Chatting) => processHooks(world.runtime, ref);
const nodes = (answer: Parameters<typeof dataOf>[0]) =>
  dataOf(answer).crmMessages.edges.map(({ node }: { node: object }) => node);
const outgoing = async ({ owner }: Chatting) =>
  nodes(await world.graph.execute(owner, MESSAGES, { filter: { direction: 'OUTGOING' } }));
const reply = (at: Chatting, text: string) => kommo().reply('acme-demo', { talk_id: at.talkId, text });
const talkOf = async ({ owner, talkId }: Chatting) => {
  const document = '{ crmTalks(first: 50) { edges { node { id kommoId isOwnChannel } } } }';
  const { crmTalks } = dataOf(await world.graph.execute(owner, document));
  return crmTalks.edges
    .map(({ node }: { node: object }) => node)
    .find((node: { kommoId: string }) => node.kommoId === String(talkId));
};
const post = (address: string, body: string, signature?: string) =>
  fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(signature ? { 'x-signature': signature } : {}) },
    body,
  });
const sign = (body: string) => createHmac('sha1', channel.secret).update(body).digest('hex');
const sent = (path: RegExp) =>
  kommo()
    .requests()
    .filter((request) => path.test(request.path));

it('connects the channel once, and says so', async () => {
  const at = await chatting();
  await world.sync(at.owner, at.connectionId);
  expect(sent(/\/connect$/)).toHaveLength(1);
  const document =
    '{ crmConnections(first: 1) { edges { node { webhook { chatsState } notices { code } } } } }';
  const { crmConnections } = dataOf(await world.graph.execute(at.owner, document));
  expect(crmConnections.edges[0].node).toEqual({ webhook: { chatsState: 'ACTIVE' }, notices: [] });
});

it('takes what is written in Kommo in its order, each once, and reports it as delivered', async () => {
  const at = await chatting();
  kommo().behaviour({ hookDuplicate: 1 });
  const statuses = [await reply(at, 'First'), await reply(at, 'Second')].flatMap((one) => one.statuses);
  expect(statuses).toEqual([200, 200, 200, 200]);
  await work(at);
  const messages = await outgoing(at);
  expect(messages.map(({ text, state }: { text: string; state: string }) => [text, state]).sort()).toEqual([
    ['First', 'DELIVERED'],
    ['Second', 'DELIVERED'],
  ]);
  expect(await talkOf(at)).toMatchObject({ isOwnChannel: true });
  expect(kommo().reported('acme-demo')).toHaveLength(2);
  await work(at);
  expect(kommo().reported('acme-demo')).toHaveLength(2);
});

it('keeps the order of thousandths, whatever order the webhooks came in', async () => {
  const at = await chatting();
  const amojoId = (await scopeOf(at)).split('_')[1];
  const body = (ms: number) =>
    JSON.stringify({
      account_id: amojoId,
      message: {
        receiver: { id: 'r', client_id: 'c' },
        sender: { id: 'x', name: 'Alice' },
        conversation: { id: at.chatId, client_id: 'conversation' },
        msec_timestamp: kommo().now() * 1_000 + ms,
        message: { id: `m-${ms}`, type: 'text', text: `at ${ms}` },
      },
    });
  const address = at.address.replace(':scope_id', await scopeOf(at));
  for (const ms of [300, 100, 200]) expect((await post(address, body(ms), sign(body(ms)))).status).toBe(200);
  await work(at);
  const texts = (await outgoing(at)).map(({ text }: { text: string }) => text);
  expect(texts).toEqual(['at 300', 'at 200', 'at 100']);
});

it('refuses bodies that are not signed, changed, of another account, or for nobody', async () => {
  const at = await chatting();
  const address = at.address.replace(':scope_id', await scopeOf(at));
  const body = JSON.stringify({ account_id: (await scopeOf(at)).split('_')[1], message: null });
  const foreign = JSON.stringify({ account_id: randomUUID(), message: null });
  const answers = [
    await post(address, body),
    await post(address, `${body} `, sign(body)),
    await post(address, body, 'zz'),
    await post(address, foreign, sign(foreign)),
    await post(address, '[', sign('[')),
    await post(address.replace(/[^/]+$/, 'nobody'), body, sign(body)),
    await post(address, 'x'.repeat(1024 * 1024 + 1), sign('x')),
    await post(address, body, sign(body)),
  ];
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 404, 413, 200]);
  const waiting = await inOrganization(world.deps.source, at.ref.orgId, (db) =>
    db.query(`SELECT body FROM crm.webhook_inbox WHERE connection_id = $1 AND source = 'CHATS'`, [
      at.connectionId,
    ]),
  );
  expect(waiting).toEqual([{ body }]);
  await work(at); // tells of no message, and is done with
});

it('stores what no webhook brought from the history, and alarms', async () => {
  const at = await chatting();
  await reply(at, 'Told');
  await work(at);
  kommo().behaviour({ hookDrop: 1 });
  await reply(at, 'Lost');
  kommo().clock({ advance_s: 120 });
  // Kommo shows no lists of messages here: the chats' own history is all there is.
  kommo().faults({ match: { path: '/api/v4/talks*' }, kind: '402', times: 10 });
  await inOrganization(world.deps.source, at.ref.orgId, (db) =>
    db.query(`UPDATE crm.talks SET updated_at = to_timestamp($2) WHERE connection_id = $1`, [
      at.connectionId,
      kommo().now() - 60,
    ]),
  );
  await world.sync(at.owner, at.connectionId);
  const texts = (await outgoing(at)).map(({ text }: { text: string }) => text);
  expect(texts).toEqual(['Lost', 'Told']);
  const document = '{ crmConnections(first: 1) { edges { node { notices { code } } } } }';
  const { crmConnections } = dataOf(await world.graph.execute(at.owner, document));
  expect(crmConnections.edges[0].node.notices).toContainEqual({ code: 'KOMMO_CHAT_GAP' });
  kommo().clearFaults();
});

it('sends by the channel where the conversation is of it, once, also when the answer is lost', async () => {
  const at = await chatting();
  await reply(at, 'How can we help?');
  await work(at);
  const talk = await talkOf(at);
  const send = async (clientMessageId: string, text: string) =>
    dataOf(await world.graph.execute(at.owner, SEND, { input: { talkId: talk.id, text, clientMessageId } }))
      .sendMessage;
  kommo().clearRequests();
  expect(await send('c-1', 'By the channel')).toMatchObject({ message: { state: 'SENT' }, userErrors: [] });
  expect(sent(/send_message$/)).toEqual([]);
  // It is taken, and the answer is lost.
  kommo().faults({ match: { method: 'POST', path: '/v2/origin/custom/*' }, kind: '504_html', times: 1 });
  const lost = await send('c-2', 'Lost answer');
  expect(lost).toMatchObject({ message: { state: 'SENT' }, job: null, userErrors: [] });
  expect(sent(/\/custom\/[^/]+$/).map(({ status }) => status)).toEqual([200, 504]);
  expect((await send('c-2', 'Lost answer')).message.id).toBe(lost.message.id);
  expect(sent(/\/custom\/[^/]+$/)).toHaveLength(2);
});

it('tells what became of a message, and never goes back', async () => {
  const at = await chatting();
  await reply(at, 'Hello');
  await work(at);
  const [message] = await outgoing(at);
  const report = async (state: string, more: object = {}, viewer = at.owner) =>
    dataOf(await world.graph.execute(viewer, REPORT, { input: { messageId: message.id, state, ...more } }))
      .reportMessageDelivery;
  expect(await report('READ')).toEqual({ message: { state: 'READ', error: null }, userErrors: [] });
  expect((await report('READ')).message.state).toBe('READ');
  expect((await report('DELIVERED')).userErrors).toEqual([{ code: 'STATE_GOES_BACK', path: ['state'] }]);
  expect((await report('READ', { reason: 'x' })).userErrors).toEqual([{ code: 'INVALID', path: ['reason'] }]);
  const failed = await report('FAILED', { reason: 'The address is gone' });
  expect(failed.message).toEqual({
    state: 'FAILED',
    error: { code: 'NOT_DELIVERED', message: 'The address is gone' },
  });
  expect(
    kommo()
      .reported('acme-demo')
      .map(({ status }) => status),
  ).toEqual(['delivered', 'read', 'error']);
  const foreign = await report('READ', {}, viewerWith('owner'));
  expect(foreign.userErrors).toEqual([{ code: 'MESSAGE_NOT_FOUND', path: ['messageId'] }]);
});
