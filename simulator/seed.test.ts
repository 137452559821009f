import { SimulatorClient, type Answer } from './simulator-client';

type Row = Answer['body'];

const PATHS = [
  '/account?with=amojo_id,users_groups,datetime_settings',
  '/users',
  '/leads/pipelines',
  '/contacts/custom_fields',
  '/leads?limit=250&with=contacts&order[updated_at]=asc&page=2',
  '/contacts?limit=250&with=leads',
  '/companies?limit=250&with=contacts,leads',
  '/tasks?limit=250',
  '/leads/notes',
  '/events?limit=100',
];

async function withClient<T>(
  options: Parameters<typeof SimulatorClient.start>[0],
  use: (c: SimulatorClient) => Promise<T>,
) {
  const client = await SimulatorClient.start(options);
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

/** Everything a client can see of one run: tokens, request ids, bodies, writes. */
const transcript = (seed: number, contacts = 500) =>
  withClient({ seed, contacts }, async (client) => {
    const seen: unknown[] = [await client.connect()];
    for (const path of PATHS) {
      const answer = await client.api(path);
      seen.push([answer.text, answer.headers['x-request-id'], answer.headers.date]);
    }
    seen.push((await client.post('/leads', [{ name: 'x' }])).text, (await client.api('/events')).text);
    return seen;
  });

describe('the seed', () => {
  it('gives byte-equal answers in two runs', async () => {
    expect(await transcript(42)).toEqual(await transcript(42));
  });

  it('changes the data', async () => {
    expect((await transcript(42)).slice(1)).not.toEqual((await transcript(43)).slice(1));
  });

  it('keeps leads as they are when there are more contacts', async () => {
    const leads = (contacts: number) => withClient({ contacts }, (client) => client.all('leads'));
    expect(await leads(500)).toEqual(await leads(900));
  });
});

describe('seeded rows', () => {
  let all: Record<'leads' | 'contacts' | 'companies' | 'tasks', Row[]>;
  let users: Row[];

  beforeAll(() =>
    withClient({}, async (client) => {
      all = {
        leads: await client.all('leads', '&with=contacts'),
        contacts: await client.all('contacts', '&with=leads'),
        companies: await client.all('companies'),
        tasks: await client.all('tasks'),
      };
      users = (await client.api('/users')).body._embedded.users;
    }),
  );

  it('have blocks of more than 250 that share a second, among leads and among contacts', () => {
    for (const rows of [all.leads, all.contacts]) {
      const seconds = new Map<number, number>();
      for (const row of rows) seconds.set(row.updated_at, (seconds.get(row.updated_at) ?? 0) + 1);
      expect(Math.max(...seconds.values())).toBeGreaterThan(250);
    }
  });

  it.each(['leads', 'contacts', 'companies'] as const)('have a tenth of null custom fields: %s', (entity) => {
    const rows = all[entity];
    const share = rows.filter((row) => row.custom_fields_values === null).length / rows.length;
    expect(share).toBeGreaterThan(0.07);
    expect(share).toBeLessThan(0.13);
  });

  it('have empty names, other scripts, emoji, HTML, formulas and very long texts', () => {
    const names = [...all.leads, ...all.contacts, ...all.companies].map((row) => row.name as string);
    for (const pattern of [
      /^$/,
      /\p{Script=Arabic}/u,
      /\p{Script=Hebrew}/u,
      /\p{Emoji_Presentation}/u,
      /<script>/,
    ]) {
      expect(names.some((name) => pattern.test(name))).toBe(true);
    }
    expect(names.some((name) => name.startsWith('='))).toBe(true);
    expect(names.some((name) => name.length === 250)).toBe(true);
    expect(names).toContain('__proto__');
  });

  it('name inactive and removed users besides the active ones', () => {
    const listed = new Map(users.map((user) => [user.id, user.rights.is_active]));
    const owners = new Set(all.leads.map((lead) => lead.responsible_user_id));
    expect([...owners].some((id) => listed.get(id) === false)).toBe(true);
    expect(owners.has(9100099) && !listed.has(9100099)).toBe(true);
    expect(users.filter((user) => user.rights.is_admin).length).toBeGreaterThanOrEqual(1);
    expect(all.leads.some((lead) => lead.created_by === 0)).toBe(true);
  });

  it('have leads without contact, with one and with three, in won, lost, archived and removed places', () => {
    const numbers = new Set(all.leads.map((lead) => lead._embedded.contacts.length));
    expect([...numbers]).toEqual(expect.arrayContaining([0, 1, 3]));
    const pipelines = new Set(all.leads.map((lead) => lead.pipeline_id));
    expect([...pipelines].sort()).toEqual([8200001, 8200002, 8200003, 8200009]);
    for (const id of [142, 143]) expect(all.leads.some((lead) => lead.status_id === id)).toBe(true);
    for (const lead of all.leads) expect(lead.closed_at !== null).toBe([142, 143].includes(lead.status_id));
  });

  it('have a price beyond 32 bits, removed enum ids and contacts with several phones', () => {
    expect(all.leads.some((lead) => lead.price > 2 ** 31)).toBe(true);
    const values = (row: Row): Row[] =>
      (row.custom_fields_values ?? []).flatMap((field: Row) => field.values);
    expect(all.leads.some((lead) => values(lead).some((value) => value.enum_id === 7099))).toBe(true);
    expect(all.contacts.some((contact) => contact.custom_fields_values?.[0].values.length === 3)).toBe(true);
  });

  it('link both ways alike', () => {
    const fromLeads = all.leads.flatMap((lead) =>
      lead._embedded.contacts.map((c: Row) => `${lead.id}-${c.id}`),
    );
    const fromContacts = all.contacts.flatMap((c) =>
      c._embedded.leads.map((lead: Row) => `${lead.id}-${c.id}`),
    );
    expect(fromContacts.sort()).toEqual(fromLeads.sort());
  });

  it('lie before the start of the clock, changes after creation', () => {
    for (const row of [...all.leads, ...all.contacts, ...all.companies, ...all.tasks]) {
      expect(row.created_at).toBeLessThanOrEqual(row.updated_at);
      expect(row.updated_at).toBeLessThan(1767225600);
    }
  });
});

describe('other accounts', () => {
  it('are an empty one in another time zone and a small one with ids of its own', () =>
    withClient({}, async (client) => {
      const empty = await client.api('/account?with=datetime_settings', { account: 'empty-demo' });
      expect(empty.body._embedded.datetime_settings).toMatchObject({
        timezone: 'Asia/Kolkata',
        timezone_offset: '+05:30',
      });
      for (const list of ['leads', 'contacts', 'companies', 'tasks', 'events', 'leads/notes']) {
        expect((await client.api(`/${list}`, { account: 'empty-demo' })).status).toBe(204);
      }
      expect((await client.api('/users', { account: 'empty-demo' })).body._total_items).toBe(6);
      const ours = new Set((await client.all('leads')).map((lead) => lead.id));
      const theirs = await client.api('/leads?limit=250', { account: 'globex-demo' });
      expect(theirs.body._embedded.leads.some((lead: Row) => ours.has(lead.id))).toBe(false);
    }));
});

it('gives any page of 100,000 contacts', async () => {
  await withClient({ contacts: 100_000 }, async (client) => {
    const last = await client.api('/contacts?limit=250&page=390&order[updated_at]=desc');
    expect(last.body._embedded.contacts).toHaveLength(250);
  });
});
