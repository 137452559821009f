import { SimulatorClient, errorsOf, type Answer } from './simulator-client';

let client: SimulatorClient;

beforeEach(async () => {
  client = await SimulatorClient.start({ contacts: 60, leads: 60, companies: 20, tasks: 10 });
});
afterEach(() => client.close());

type Row = Answer['body'];

const lead = async (id: number, extras = ''): Promise<Row> =>
  (await client.api(`/leads/${id}${extras}`)).body;

describe('tasks', () => {
  it('are made, shown as the next task of their card, and completed with a result', async () => {
    const { body } = await client.post('/tasks', [
      {
        task_type_id: 1,
        text: 'Call back',
        complete_till: 1767312000,
        entity_id: 50000001,
        entity_type: 'leads',
      },
    ]);
    const { id } = body._embedded.tasks[0];
    const due = (await lead(50000001)).closest_task_at;
    expect(due).toBeLessThanOrEqual(1767312000);
    expect((await client.api(`/tasks/${id}`)).body.result).toEqual([]);
    const done = await client.patch(`/tasks/${id}`, { is_completed: true, result: { text: 'Agreed' } });
    expect(done.body).toMatchObject({ id, updated_at: 1767225600 });
    expect((await client.api(`/tasks/${id}`)).body).toMatchObject({
      is_completed: true,
      result: { text: 'Agreed' },
    });
    expect(await client.newEvents('task_completed')).toMatchObject([{ entity_id: id, entity_type: 'task' }]);
  });

  it('need a text, a date and a parent that exists', async () => {
    const answer = await client.post('/tasks', [
      { entity_id: 1, entity_type: 'leads' },
      { entity_type: 'moons' },
    ]);
    expect(errorsOf(answer)).toEqual([
      '0 FieldMissing text',
      '0 FieldMissing complete_till',
      '0 NotSupportedChoice entity_id',
      '1 FieldMissing text',
      '1 FieldMissing complete_till',
      '1 NotSupportedChoice entity_type',
    ]);
  });
});

describe('notes', () => {
  it('are added to a card, listed with it, and changed', async () => {
    const { body } = await client.post('/leads/50000001/notes', [
      { note_type: 'common', params: { text: 'Asked for a quote' } },
    ]);
    const [{ id }] = body._embedded.notes;
    const list = await client.api('/leads/50000001/notes?order[id]=desc&limit=1');
    expect(list.body._embedded.notes[0]).toMatchObject({
      id,
      entity_id: 50000001,
      note_type: 'common',
      params: { text: 'Asked for a quote' },
    });
    await client.patch(`/leads/50000001/notes/${id}`, { params: { text: 'Sent it' } });
    expect((await client.api(`/leads/notes/${id}`)).body.params.text).toBe('Sent it');
    expect((await client.api(`/leads/50000002/notes/${id}`)).status).toBe(204);
    expect(await client.newEvents('common_note_added')).toMatchObject([
      { entity_id: 50000001, entity_type: 'lead' },
    ]);
  });

  it('are refused without their parameters, for unknown types and for missing cards', async () => {
    const answer = await client.post('/leads/notes', [
      { entity_id: 50000001, note_type: 'common' },
      { entity_id: 1, note_type: 'poem' },
    ]);
    expect(errorsOf(answer)).toEqual([
      '0 FieldMissing params.text',
      '1 NotSupportedChoice note_type',
      '1 NotSupportedChoice entity_id',
    ]);
    expect((await client.post('/leads/1/notes', [{ note_type: 'common' }])).status).toBe(404);
  });
});

describe('links', () => {
  it('are made, listed from both sides, and taken away', async () => {
    const { body } = await client.post('/leads', [{ name: 'Lonely' }]);
    const { id } = body._embedded.leads[0];
    const linked = await client.post(`/leads/${id}/link`, [
      { to_entity_id: 40000001, to_entity_type: 'contacts' },
      { to_entity_id: 40000003, to_entity_type: 'contacts', metadata: { main_contact: true } },
      { to_entity_id: 60000001, to_entity_type: 'companies' },
      { to_entity_id: 60000002, to_entity_type: 'companies' },
    ]);
    expect(linked.status).toBe(200);
    const list = await client.api(`/leads/${id}/links`);
    expect(list.body._embedded.links).toEqual([
      {
        entity_id: id,
        entity_type: 'leads',
        to_entity_id: 40000003,
        to_entity_type: 'contacts',
        metadata: { main_contact: true },
      },
      expect.objectContaining({ to_entity_id: 40000001, metadata: { main_contact: false } }),
      expect.objectContaining({ to_entity_id: 60000002, to_entity_type: 'companies', metadata: null }),
    ]);
    const back = await client.api('/contacts/40000001/links?filter[to_entity_type]=leads');
    expect(back.body._embedded.links.map((link: Row) => link.to_entity_id)).toContain(id);
    const cut = await client.post(`/leads/${id}/unlink`, [
      { to_entity_id: 40000001, to_entity_type: 'contacts' },
    ]);
    expect(cut.status).toBe(204);
    expect((await client.api(`/leads/${id}/links`)).body._total_items).toBe(2);
    expect(await client.newEvents('entity_linked')).toHaveLength(4);
  });
});

describe('webhook subscriptions', () => {
  const destination = 'https://hooks.example.test/kommo/t-31250001/s3cr3tpath';
  const subscribe = (body: object, token?: string) =>
    client.api('/webhooks', { method: 'POST', body, ...(token ? { token } : {}) });

  it('are added, replaced, listed and removed', async () => {
    expect((await client.api('/webhooks')).status).toBe(204);
    const added = await subscribe({ destination, settings: ['add_lead', 'update_lead'], sort: 1 });
    expect(added.status).toBe(201);
    expect(added.body).toEqual({
      id: 1200001,
      destination,
      created_at: 1767225600,
      updated_at: 1767225600,
      account_id: 31250001,
      created_by: 9100001,
      sort: 1,
      disabled: false,
      settings: ['add_lead', 'update_lead'],
    });
    await subscribe({ destination, settings: ['delete_lead'] });
    const list = await client.api(`/webhooks?filter[destination]=${encodeURIComponent(destination)}`);
    expect(list.body).toMatchObject({
      _total_items: 1,
      _embedded: { webhooks: [{ settings: ['delete_lead'] }] },
    });
    const removed = await client.api('/webhooks', { method: 'DELETE', body: { destination } });
    expect(removed.status).toBe(204);
    expect((await client.api('/webhooks', { method: 'DELETE', body: { destination } })).status).toBe(404);
  });

  it('are refused for unknown events, no address, managers, and plans without them', async () => {
    expect(errorsOf(await subscribe({ destination, settings: ['add_lead', 'explode_lead'] }))).toEqual([
      '0 NotSupportedChoice settings.1',
    ]);
    expect(errorsOf(await subscribe({ destination: 'ftp://x', settings: ['add_lead'] }))).toEqual([
      '0 NotSupportedChoice destination',
    ]);
    const manager = client.simulator.issueLongLivedToken('acme-demo', { userId: 9100002 });
    expect((await subscribe({ destination, settings: ['add_lead'] }, manager)).status).toBe(403);
    client.simulator.control.plan('acme-demo', { webhooks: false });
    expect((await subscribe({ destination, settings: ['add_lead'] })).status).toBe(402);
  });

  it('stop at a hundred for one account', async () => {
    for (let n = 0; n < 100; n += 1) {
      expect((await subscribe({ destination: `${destination}/${n}`, settings: ['add_lead'] })).status).toBe(
        201,
      );
    }
    expect((await subscribe({ destination, settings: ['add_lead'] })).status).toBe(422);
  });
});

describe('tags', () => {
  it('are listed, searched and made', async () => {
    const made = await client.post('/leads/tags', [{ name: 'loft' }, { name: 'vip', request_id: 'v' }]);
    expect(made.body._embedded.tags).toEqual([
      { id: 3307, name: 'loft', color: null, request_id: '0' },
      { id: 3301, name: 'vip', color: null, request_id: 'v' },
    ]);
    const found = await client.api('/leads/tags?query=LOF');
    expect(found.body._embedded.tags).toEqual([{ id: 3307, name: 'loft', color: null }]);
    expect((await client.api('/leads/tags?filter[id]=3301')).body._embedded.tags[0].name).toBe('vip');
  });
});
