import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ask, SimulatorClient, type Answer } from '../simulator-client';
import { DEMO_CHANNEL, signBody, signRequest } from './channel';

let client: SimulatorClient;
const { id, secret, botId } = DEMO_CHANNEL;

beforeAll(async () => {
  client = await SimulatorClient.start({ contacts: 10, leads: 10, companies: 2, tasks: 2 });
});
afterAll(() => client.close());

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** Signs as the reference tells, but for what is given otherwise. */
function amojo(
  method: string,
  path: string,
  body?: object,
  other: Record<string, string> = {},
): Promise<Answer> {
  const text = body === undefined ? '' : JSON.stringify(body);
  const date = new Date(client.simulator.control.now() * 1_000).toUTCString().replace('GMT', '+0000');
  const parts = { method, md5: md5(text), type: 'application/json', date, path: path.split('?')[0] ?? '' };
  const headers: Record<string, string> = {
    Date: date,
    'Content-Type': 'application/json',
    'Content-MD5': md5(text),
    'X-Signature': signRequest(secret, parts),
    ...other,
  };
  return ask(`${client.simulator.url}${path}`, { method, headers, ...(body ? { body: text } : {}) });
}

async function connected(): Promise<string> {
  const { amojo_id: amojoId } = (await client.api('/account?with=amojo_id')).body;
  const answer = await amojo('POST', `/v2/origin/custom/${id}/connect`, {
    account_id: amojoId,
    title: 'Ours',
    hook_api_version: 'v2',
  });
  expect(answer.body).toEqual({
    account_id: amojoId,
    scope_id: `${id}_${amojoId}`,
    title: 'Ours',
    hook_api_version: 'v2',
    is_time_window_disabled: false,
  });
  return `/v2/origin/custom/${answer.body.scope_id}`;
}

const incoming = (msgid: string, conversation = 'ext-conv-1') => ({
  event_type: 'new_message',
  payload: {
    timestamp: 1767226500,
    msec_timestamp: 1767226500000,
    msgid,
    conversation_id: conversation,
    sender: { id: 'ext-user-1', name: 'Zoe', profile: { phone: '+15550100001' } },
    message: { type: 'text', text: 'Hello' },
    silent: false,
  },
});

it('signs as the examples of the reference are signed', () => {
  const path = '/v2/origin/custom/5e7a1c90-1111-4222-8333-0a0b0c0d0e0f_7c1d3f52-5a0e-4b1c-9a53-0c6d1e2f3a4b';
  const date = 'Thu, 01 Jan 2026 00:15:00 +0000';
  const body = JSON.stringify(incoming('ext-msg-1'));
  expect(md5(body)).toBe('fb111af8d18caddf570b8582f3444481');
  const parts = { method: 'POST', md5: md5(body), type: 'application/json', date, path };
  expect(signRequest(secret, parts)).toBe('14fb4c9cf2c1dbf57a1f42d81b630fe6e9234af8');
  expect(signBody('key', 'The quick brown fox jumps over the lazy dog')).toBe(
    'de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9',
  );
});

it('refuses what is not signed, not of now, or not of this body', async () => {
  const path = `/v2/origin/custom/${id}/connect`;
  const body = { account_id: 'x', title: '', hook_api_version: 'v2' };
  const old = new Date((client.simulator.control.now() - 1_000) * 1_000).toUTCString();
  for (const other of [{ 'X-Signature': 'f'.repeat(40) }, { Date: old }, { 'Content-MD5': md5('other') }]) {
    const answer = await amojo('POST', path, body, other as unknown as Record<string, string>);
    expect([answer.status, answer.body.error_type]).toEqual([403, 'ORIGIN_INVALID_SIGNATURE']);
  }
  for (const unknown of [path.replace(id, 'other'), `/v2/origin/custom/${id}_nobody`]) {
    const answer = await amojo('POST', unknown, body);
    expect([answer.status, answer.body.error_type]).toEqual([404, 'ORIGIN_NOT_REGISTERED']);
  }
});

it('makes a contact, an incoming lead and a talk of the first message, and shows what was said', async () => {
  const scope = await connected();
  const { body } = await amojo('POST', scope, incoming('ext-msg-1'));
  expect(body.new_message).toMatchObject({
    conversation_id: expect.any(String),
    msgid: expect.any(String),
    ref_id: 'ext-msg-1',
  });
  const { conversation_id: chatId } = body.new_message;
  const again = await amojo('POST', scope, incoming('ext-msg-2'));
  expect(again.body.new_message.conversation_id).toBe(chatId);
  const [talk] = (await client.api('/talks')).body._embedded.talks.filter(
    (one: { chat_id: string }) => one.chat_id === chatId,
  );
  expect(talk).toMatchObject({ is_in_work: true, contact_id: expect.any(Number) });
  expect(talk).not.toHaveProperty('channel');
  const waiting = await client.api('/leads/unsorted?filter[category][]=chats');
  expect(waiting.body._embedded.unsorted).toHaveLength(1);
  const history = await amojo('GET', `${scope}/chats/${chatId}/history?offset=0&limit=50`);
  expect(history.body.messages.map((one: any) => one.message.client_id)).toEqual(['ext-msg-2', 'ext-msg-1']); // eslint-disable-line @typescript-eslint/no-explicit-any -- an answer
  expect((await amojo('GET', `${scope}/chats/${chatId}/history?offset=50&limit=50`)).status).toBe(204);
  expect((await amojo('GET', `${scope}/chats/${chatId}/history?limit=51`)).status).toBe(400);
  expect((await amojo('POST', `${scope}/typing`, { conversation_id: 'ext-conv-1' })).status).toBe(204);
});

it('takes files as links, and refuses a message with neither text nor file', async () => {
  const scope = await connected();
  const { payload } = incoming('ext-file-1', 'ext-conv-file');
  const sent = (msgid: string, message: object) =>
    amojo('POST', scope, { event_type: 'new_message', payload: { ...payload, msgid, message } });
  const picture = { type: 'picture', text: '', media: 'https://files.example/a.png', file_name: 'a.png' };
  const { body } = await sent('ext-file-1', picture);
  const { conversation_id: chatId, msgid } = body.new_message;
  const history = await amojo('GET', `${scope}/chats/${chatId}/history?offset=0&limit=50`);
  expect(history.body.messages[0].message).toMatchObject({ id: msgid, ...picture });
  const talks = (await client.api('/talks')).body._embedded.talks;
  const { talk_id: talkId } = talks.find((one: { chat_id: string }) => one.chat_id === chatId);
  const messages = await client.api(`/talks/${talkId}/messages`);
  expect(messages.body._embedded.messages[0]).toMatchObject({
    attachment: { type: 'picture', link: 'https://files.example/a.png', file_name: 'a.png' },
  });
  for (const message of [
    { type: 'text', text: '' },
    { type: 'picture', text: 'Look', media: '' },
  ])
    expect((await sent('ext-file-2', message)).status).toBe(400);
});

describe('what somebody writes in Kommo', () => {
  const posts: { signature: unknown; body: string }[] = [];
  let server: Server;
  let status = 200;
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        posts.push({ signature: request.headers['x-signature'], body });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    client.simulator.control.channel({ hook_url: `http://127.0.0.1:${port}/hook/:scope_id` });
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is posted once, signed over its bytes, whatever is answered; its delivery is reported back', async () => {
    const scope = await connected();
    const first = await amojo('POST', scope, incoming('ext-msg-3', 'ext-conv-2'));
    const chatId = first.body.new_message.conversation_id;
    const talks = (await client.api('/talks')).body._embedded.talks;
    const { talk_id: talkId } = talks.find((one: { chat_id: string }) => one.chat_id === chatId);
    status = 500;
    const reply = await client.simulator.control.reply('acme-demo', { talk_id: talkId, text: 'Hi, Zoe' });
    expect(reply.statuses).toEqual([500]);
    expect(posts).toHaveLength(1);
    const [{ signature, body } = { signature: '', body: '{}' }] = posts;
    expect(signature).toBe(signBody(secret, body));
    expect(JSON.parse(body)).toMatchObject({
      account_id: expect.any(String),
      message: {
        receiver: { client_id: 'ext-user-1' },
        conversation: { id: chatId, client_id: 'ext-conv-2' },
        message: { id: reply.id, type: 'text', text: 'Hi, Zoe' },
      },
    });
    const told = { msgid: reply.id, delivery_status: 2 };
    expect((await amojo('POST', `${scope}/${reply.id}/delivery_status`, told)).status).toBe(200);
    const messages = await client.api(`/talks/${talkId}/messages`);
    expect(messages.body._embedded.messages[0]).toMatchObject({ id: reply.id, delivery_status: 'read' });
    expect(client.simulator.control.reported('acme-demo')).toEqual([{ id: reply.id, status: 'read' }]);
  });

  it('goes out as the bot’s, to a receiver; a sender that is nobody is refused', async () => {
    const scope = await connected();
    const { payload } = incoming('ext-msg-4', 'ext-conv-3');
    await amojo('POST', scope, { event_type: 'new_message', payload });
    const outgoing = {
      ...payload,
      msgid: 'ours-1',
      sender: { id: 'bot', ref_id: botId, name: 'Bot' },
      receiver: { id: 'ext-user-1' },
    };
    const answer = await amojo('POST', scope, { event_type: 'new_message', payload: outgoing });
    expect(answer.body.new_message).toMatchObject({ ref_id: 'ours-1', receiver_id: expect.any(String) });
    const stranger = { ...outgoing, sender: { id: 'x', ref_id: 'nobody' } };
    expect((await amojo('POST', scope, { event_type: 'new_message', payload: stranger })).status).toBe(400);
    const { amojo_id: amojoId } = (await client.api('/account?with=amojo_id')).body;
    await amojo('DELETE', `/v2/origin/custom/${id}/disconnect`, { account_id: amojoId });
    expect((await amojo('POST', scope, incoming('late'))).status).toBe(404);
  });
});
