import { entriesOf } from '../../../../testkit/audit-walk';
import { expectWholeCopy } from '../../../../testkit/crm/copy-check';
import { useWrites } from '../../../../testkit/crm/write-world';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const { world, copied, run, theirs } = useWrites();
const sent = () =>
  world.kommo.control.requests({ method: 'POST' }).filter(({ path }) => !path.includes('oauth'));

const LEAD = `createLead(input: $input) { kommoId job { id } userErrors { code path } lead {
  id name price { amount } stage { id } responsibleUser { id } contacts { id } company { id } tags { name } } }`;
const CONTACT = `createContact(input: $input) { kommoId job { id } userErrors { code path message } duplicates { id }
  contact { id name firstName phones emails company { id } tags { name } } }`;
const COMPANY = `createCompany(input: $input) { kommoId userErrors { code path } duplicates { id }
  company { id name phones emails } }`;

it('makes a lead with everything about it, in Kommo and here', async () => {
  const { owner, contacts, companies, stages, users } = await copied();
  const stage = stages.find(({ kommoId }) => !['142', '143'].includes(kommoId));
  const input = {
    name: ' New kitchen ',
    price: '1200',
    stageId: stage?.id,
    contactIds: [contacts[1]?.id, contacts[0]?.id],
    companyId: companies[0]?.id,
    responsibleUserId: users[0]?.id,
    tags: ['vip', 'VIP', 'spring'],
  };
  const made = await run(owner, LEAD, input);
  expect(made).toMatchObject({
    job: null,
    userErrors: [],
    kommoId: expect.stringMatching(/^\d+$/),
    lead: {
      name: 'New kitchen',
      price: { amount: '1200.00' },
      stage: { id: stage?.id },
      responsibleUser: { id: users[0]?.id },
      contacts: [{ id: contacts[1]?.id }, { id: contacts[0]?.id }],
      company: { id: companies[0]?.id },
      tags: expect.arrayContaining([{ name: 'spring' }]),
    },
  });
  expect(made.lead.tags).toHaveLength(2);
  expect(sent()).toHaveLength(1);
  await expectWholeCopy(world, owner.orgId);
  const noted = (await entriesOf(world.graph, owner.orgId)).filter(({ action }) => action === 'createLead');
  expect(noted.some(({ object_types: types }) => (types as string[]).includes('Lead'))).toBe(true);
});

it('makes a contact and a company, and tells who has the number or address already, however it is written', async () => {
  const { owner } = await copied();
  const first = await run(owner, CONTACT, {
    firstName: 'Zoë',
    lastName: "O'Neil",
    phones: ['+1 (555) 010-4477'],
    emails: ['Zoe@Example.test'],
  });
  expect(first).toMatchObject({
    userErrors: [],
    duplicates: [],
    contact: { name: "Zoë O'Neil", phones: ['+1 (555) 010-4477'], emails: ['Zoe@Example.test'] },
  });
  for (const input of [{ phones: ['001-555-010-4477'] }, { emails: ['zoe@example.TEST'] }]) {
    const again = await run(owner, CONTACT, { name: 'Zoe again', ...input });
    expect(again).toMatchObject({
      contact: null,
      kommoId: null,
      duplicates: [{ id: first.contact.id }],
      userErrors: [{ code: 'DUPLICATE', path: [], message: expect.stringContaining("O'Neil") }],
    });
  }
  expect(sent()).toHaveLength(1);
  const all = await run(owner, CONTACT, { name: 'Zoe', phones: ['5550104477'], ifDuplicate: 'CREATE' });
  expect(all).toMatchObject({
    contact: { name: 'Zoe' },
    duplicates: [{ id: first.contact.id }],
    userErrors: [],
  });
  const company = await run(owner, COMPANY, { name: 'O & Co', phones: ['+1 555 010 4477'] });
  expect(company).toMatchObject({ company: { name: 'O & Co' }, duplicates: [], userErrors: [] });
  const known = `query($input: CrmDuplicatesInput!) { crmDuplicates(input: $input) { contacts { id } companies { id } } }`;
  const found = await world.graph.execute(owner, known, { input: { phones: ['1 555 010 44 77'] } });
  expect(dataOf(found).crmDuplicates).toEqual({
    contacts: expect.arrayContaining([{ id: first.contact.id }, { id: all.contact.id }]),
    companies: [{ id: company.company.id }],
  });
  const stranger = await world.graph.execute(viewerWith('owner'), known, {
    input: { phones: ['15550104477'] },
  });
  expect(dataOf(stranger).crmDuplicates).toEqual({ contacts: [], companies: [] });
  await expectWholeCopy(world, owner.orgId);
});

it('makes one of two contacts with the same number that are asked for at once', async () => {
  const { owner } = await copied();
  const both = await Promise.all(
    ['One', 'Two'].map((name) => run(owner, CONTACT, { name, phones: ['+44 20 7946 0991'] })),
  );
  expect(both.flatMap(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code))).toEqual([
    'DUPLICATE',
  ]);
  expect(sent()).toHaveLength(1);
});

it('makes one thing under one idempotency key', async () => {
  const { owner } = await copied();
  const document = `mutation($input: CreateContactInput!) { ${CONTACT} }`;
  const variables = { input: { name: 'Once', phones: ['+49 30 901820'] } };
  const key = 'one-contact-only';
  const first = dataOf(await world.graph.executeUnderKey(key, owner, document, variables)).createContact;
  const again = dataOf(await world.graph.executeUnderKey(key, owner, document, variables)).createContact;
  expect(first).toMatchObject({ contact: { name: 'Once' }, userErrors: [] });
  expect(again).toEqual(first);
  expect(sent()).toHaveLength(1);
});

it('adds a note and a task to a card', async () => {
  const { owner, leads } = await copied();
  const [lead] = leads;
  const note = await run(owner, 'addCrmNote(input: $input) { kommoId userErrors { code } }', {
    leadId: lead?.id,
    text: 'Asked for a quote',
  });
  const task = await run(owner, 'createCrmTask(input: $input) { kommoId userErrors { code } }', {
    leadId: lead?.id,
    text: 'Call back',
    dueAt: '2026-01-05T09:00:00Z',
    typeId: 2,
  });
  expect(await theirs(`/leads/${lead?.kommoId}/notes/${note.kommoId}`)).toMatchObject({
    note_type: 'common',
    params: { text: 'Asked for a quote' },
  });
  expect(await theirs(`/tasks/${task.kommoId}`)).toMatchObject({
    text: 'Call back',
    task_type_id: 2,
    complete_till: Date.UTC(2026, 0, 5, 9) / 1000,
    entity_id: Number(lead?.kommoId),
    entity_type: 'leads',
  });
});

it.each([
  ['lead', { name: ' ' }, 'REQUIRED', ['name']],
  ['lead', { name: 'x', price: '0.5' }, 'PRICE_NOT_WHOLE', ['price']],
  ['lead', { name: 'x', contactIds: ['nonsense'] }, 'CONTACT_NOT_FOUND', ['contactIds', '0']],
  [
    'lead',
    { name: 'x', companyId: '0190a000-0000-7000-8000-000000000000' },
    'COMPANY_NOT_FOUND',
    ['companyId'],
  ],
  ['lead', { name: 'x', connectionId: 'nonsense' }, 'CONNECTION_NOT_FOUND', ['connectionId']],
  ['lead', { name: 'x', tags: ['ok', ''] }, 'REQUIRED', ['tags', '1']],
  ['lead', { name: 'x', tags: Array.from({ length: 51 }, String) }, 'TOO_MANY', ['tags']],
  ['contact', { phones: ['1'] }, 'REQUIRED', ['name']],
  ['contact', { name: 'x', phones: ['call me'] }, 'INVALID', ['phones', '0']],
  ['contact', { name: 'x', emails: ['at home'] }, 'INVALID', ['emails', '0']],
  ['contact', { name: 'a\0b' }, 'INVALID_CHARACTERS', ['name']],
])('refuses a %s of %j and sends nothing', async (kind, input, code, path) => {
  const { owner } = await copied();
  const { userErrors } = await run(owner, kind === 'lead' ? LEAD : CONTACT, input);
  expect(userErrors).toEqual([expect.objectContaining({ code, path })]);
  expect(sent()).toHaveLength(0);
});

it('says in our words what Kommo refuses, and where', async () => {
  const { owner, leads } = await copied();
  const task = { leadId: leads[0]?.id, text: 'x', dueAt: '2026-01-05T09:00:00Z', typeId: 77 };
  const TASK = 'createCrmTask(input: $input) { kommoId userErrors { code path message } }';
  expect((await run(owner, TASK, task)).userErrors).toEqual([
    {
      code: 'KOMMO_NOT_SUPPORTED_CHOICE',
      path: ['typeId'],
      message: expect.stringContaining('task_type_id'),
    },
  ]);
  for (const [kind, code] of [
    ['403', 'KOMMO_FORBIDDEN'],
    ['403_scope', 'KOMMO_SCOPE_MISSING'],
    ['402', 'KOMMO_PAYMENT_REQUIRED'],
  ] as const) {
    world.kommo.control.faults({ match: { method: 'POST', path: '/api/v4/tasks' }, kind, times: 1 });
    expect((await run(owner, TASK, { ...task, typeId: 1 })).userErrors).toEqual([
      expect.objectContaining({ code, path: [] }),
    ]);
  }
});

it('is for those who may write, in their own organisation', async () => {
  const { owner, leads } = await copied();
  const document = `mutation($input: AddCrmNoteInput!) { addCrmNote(input: $input) { userErrors { code path } } }`;
  const variables = { input: { leadId: leads[0]?.id, text: 'x' } };
  const reader = { ...owner, permissions: new Set(['crm:read']) };
  expect(codes(await world.graph.execute(reader, document, variables))).toEqual(['FORBIDDEN']);
  const foreign = dataOf(await world.graph.execute(viewerWith('owner'), document, variables));
  expect(foreign.addCrmNote.userErrors).toEqual([{ code: 'LEAD_NOT_FOUND', path: ['leadId'] }]);
});
