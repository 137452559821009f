import { entriesOf } from '../../../../testkit/audit-walk';
import { expectWholeCopy } from '../../../../testkit/crm/copy-check';
import { useWrites } from '../../../../testkit/crm/write-world';

const { world, copied, run, theirs } = useWrites();
const patched = () => world.kommo.control.requests({ method: 'PATCH' }).length;
const CONTACT = `updateContact(input: $input) { contact { id name firstName phones emails tags { name } }
  conflicts { field ours theirs outcome } userErrors { code path message } }`;
const COMPANY =
  'updateCompany(input: $input) { company { name phones tags { name } } userErrors { code path } }';
const LEAD = `updateLead(input: $input) { lead { name price { amount } tags { name } }
  conflicts { field ours theirs outcome } userErrors { code path message } }`;
const CARDS =
  '{ lead { id contacts { id } company { id } } contact { id } company { id } userErrors { code path } }';

it('changes a contact’s names, numbers and tags; what it has already is not sent', async () => {
  const { owner, contacts } = await copied();
  const contact = contacts.find(({ phones }) => phones.length > 0);
  const before = await theirs(`/contacts/${contact?.kommoId}`);
  const input = {
    id: contact?.id,
    firstName: 'Ana',
    lastName: 'Lima',
    phones: [contact?.phones[0], '+7 912 000-11-22'],
    emails: [],
    addTags: ['vip'],
  };
  const first = await run(owner, CONTACT, input);
  expect(first).toMatchObject({
    contact: { firstName: 'Ana', phones: [contact?.phones[0], '+7 912 000-11-22'], emails: [] },
    conflicts: [],
    userErrors: [],
  });
  expect(first.contact.tags).toContainEqual({ name: 'vip' });
  expect(patched()).toBe(1);
  expect(await run(owner, CONTACT, input)).toEqual(first);
  expect(patched()).toBe(1);
  // The number that stayed is still of the kind it was.
  interface Field {
    field_code: string;
    values: { value: string; enum_code: string }[];
  }
  const phoneOf = (card: { custom_fields_values: Field[] }) =>
    card.custom_fields_values.find((field) => field.field_code === 'PHONE')?.values[0];
  expect(phoneOf(await theirs(`/contacts/${contact?.kommoId}`))).toEqual(phoneOf(before));
  const removed = await run(owner, CONTACT, { id: contact?.id, removeTags: ['VIP'] });
  expect(removed.contact.tags).not.toContainEqual({ name: 'vip' });
  await expectWholeCopy(world, owner.orgId);
});

describe('custom fields', () => {
  const VALUES = `customFields { __typename ... on FilledCustomField { fieldId }
    ... on TextFieldValue { text } ... on NumberFieldValue { number } ... on MoneyFieldValue { money { amount } }
    ... on FlagFieldValue { isChecked } ... on DateFieldValue { date } ... on DateTimeFieldValue { dateTime }
    ... on ChoiceFieldValue { options { value } } }`;
  const UPDATE = `updateLead(input: $input) { lead { ${VALUES} }
    conflicts { field customField { name } theirs } userErrors { code path } }`;
  const GIVEN = [
    [{ fieldId: '601001', text: ' Web site ' }, { text: 'Web site' }],
    [{ fieldId: '601002', options: ['Low'] }, { options: [{ value: 'Low' }] }],
    [{ fieldId: '601003', number: '82.50' }, { number: '82.50' }],
    [{ fieldId: '601004', date: '2026-03-08' }, { date: '2026-03-08' }], // the clocks go forward there
    [{ fieldId: '601005', dateTime: '2026-03-08T07:30:00Z' }, { dateTime: '2026-03-08T07:30:00.000Z' }],
    [{ fieldId: '601006', isChecked: true }, { isChecked: true }],
    [{ fieldId: '601007', text: 'https://files.test/1' }, { text: 'https://files.test/1' }],
    [
      { fieldId: '601008', options: ['7052', 'Design'] },
      { options: [{ value: 'Demolition' }, { value: 'Design' }] },
    ],
    [{ fieldId: '601010', number: '1500' }, { money: { amount: '1500.00' } }],
  ] as const;
  const customFields = GIVEN.map(([input]) => input);

  it('are set by type, of leads that are there and that are made, and sent once', async () => {
    const { owner, leads } = await copied();
    const shown = GIVEN.map(([{ fieldId }, value]) => expect.objectContaining({ fieldId, ...value }));
    const changed = await run(owner, UPDATE, { id: leads[0]?.id, customFields });
    expect(changed.userErrors).toEqual([]);
    expect(changed.lead.customFields).toEqual(expect.arrayContaining(shown));
    expect(await run(owner, UPDATE, { id: leads[0]?.id, customFields })).toEqual(changed);
    expect(patched()).toBe(1);
    const cleared = await run(owner, UPDATE, {
      id: leads[0]?.id,
      customFields: [{ fieldId: '601001', clear: true }, customFields[1]],
    });
    expect(cleared.lead.customFields).not.toContainEqual(shown[0]);
    expect(cleared.lead.customFields).toContainEqual(shown[1]);
    const CREATE = `createLead(input: $input) { lead { ${VALUES} } userErrors { code path } }`;
    const made = await run(owner, CREATE, { name: 'With values', customFields });
    expect(made).toEqual({ lead: { customFields: expect.arrayContaining(shown) }, userErrors: [] });
    const contact = await run(
      owner,
      `createContact(input: $input) { contact { phones ${VALUES} } userErrors { code path } }`,
      {
        name: 'Ana',
        phones: ['+1 555 010 9999'],
        customFields: [{ fieldId: '600014', options: ['female'] }],
      },
    );
    expect(contact.contact.phones).toEqual(['+1 555 010 9999']);
    expect(contact.contact.customFields).toContainEqual(
      expect.objectContaining({ options: [{ value: 'female' }] }),
    );
    await expectWholeCopy(world, owner.orgId);
  });

  it('that were changed in Kommo are treated as the caller says', async () => {
    const { owner, leads } = await copied();
    const id = leads[0]?.id;
    await run(owner, UPDATE, { id, customFields: [{ fieldId: '601001', text: 'ours' }] });
    world.kommo.control.clock({ advance_s: 5 });
    await theirs(`/leads/${leads[0]?.kommoId}`, {
      custom_fields_values: [{ field_id: 601001, values: [{ value: 'theirs' }] }],
    });
    const input = { id, customFields: [{ fieldId: '601001', text: 'new' }], onConflict: 'KEEP' };
    const kept = await run(owner, UPDATE, input);
    expect(kept.conflicts).toEqual([
      { field: 'CUSTOM_FIELD', customField: { name: 'Source note' }, theirs: 'theirs' },
    ]);
    expect(kept.lead.customFields).toContainEqual(expect.objectContaining({ text: 'theirs' }));
  });

  it.each([
    [{ text: 'x' }, 'FIELD_NEEDED', ''],
    [{ key: 'no_such_key', text: 'x' }, 'CUSTOM_FIELD_NOT_FOUND', ''],
    [{ fieldId: '600014', options: ['male'] }, 'CUSTOM_FIELD_NOT_FOUND', ''], // a contact's
    [{ fieldId: '601003', text: 'wide' }, 'VALUE_NEEDED', ''],
    [{ fieldId: '601003', number: '1', clear: true }, 'VALUE_NEEDED', ''],
    [{ fieldId: '601001', text: ' ' }, 'REQUIRED', '.text'],
    [{ fieldId: '601002', options: ['Huge'] }, 'OPTION_NOT_FOUND', '.options.0'],
    [{ fieldId: '601002', options: ['High', 'Low'] }, 'TOO_MANY', '.options'],
  ])('refuse %j', async (input, code, at) => {
    const { owner, leads } = await copied();
    const { userErrors } = await run(owner, UPDATE, { id: leads[0]?.id, customFields: [input] });
    expect(userErrors).toEqual([{ code, path: `customFields.0${at}`.split('.') }]);
    expect(patched()).toBe(0);
  });
});

it('changes a company', async () => {
  const { owner, companies } = await copied();
  const input = { id: companies[0]?.id, name: 'Bright Rooms', phones: ['112'], addTags: ['builder'] };
  expect(await run(owner, COMPANY, input)).toMatchObject({
    company: { name: 'Bright Rooms', phones: ['112'], tags: expect.arrayContaining([{ name: 'builder' }]) },
    userErrors: [],
  });
  await expectWholeCopy(world, owner.orgId);
});

describe('a field that was changed in Kommo meanwhile', () => {
  async function moved() {
    const world_ = await copied();
    const [lead] = world_.leads;
    const set = { name: 'Theirs', price: 77 };
    world.kommo.control.mutate('acme-demo', {
      bulk: { entity: 'leads', ids: [Number(lead?.kommoId)], set },
    });
    return { owner: world_.owner, id: lead?.id, name: lead?.name };
  }

  it('is written over and told, unless told otherwise', async () => {
    const { owner, id, name } = await moved();
    expect(await run(owner, LEAD, { id, name: 'Ours' })).toMatchObject({
      lead: { name: 'Ours', price: { amount: '77.00' } },
      conflicts: [{ field: 'NAME', ours: name, theirs: 'Theirs', outcome: 'OVERWRITE' }],
      userErrors: [],
    });
  });

  it('is kept where its policy says so, and the others are written', async () => {
    const { owner, id } = await moved();
    const fieldPolicies = [{ field: 'NAME', policy: 'KEEP' }];
    const said = await run(owner, LEAD, { id, name: 'Ours', price: '5', addTags: ['x'], fieldPolicies });
    expect(said).toMatchObject({ lead: { name: 'Theirs', price: { amount: '5.00' } }, userErrors: [] });
    expect(said.lead.tags).toContainEqual({ name: 'x' });
    expect(said.conflicts.map(({ field, outcome }: Record<string, string>) => [field, outcome])).toEqual([
      ['NAME', 'KEEP'],
      ['PRICE', 'OVERWRITE'],
    ]);
  });

  it('refuses the whole change where its policy says so', async () => {
    const { owner, id } = await moved();
    const said = await run(owner, LEAD, { id, name: 'Ours', addTags: ['x'], onConflict: 'REFUSE' });
    expect(said).toMatchObject({
      lead: null,
      conflicts: [],
      userErrors: [{ code: 'CHANGED_IN_KOMMO', path: ['name'], message: expect.stringContaining('Theirs') }],
    });
    expect(patched()).toBe(0);
  });

  it('is not written over unseen when Kommo can’t say what it has', async () => {
    const { owner, id } = await moved();
    const failing = { match: { method: 'GET', path: '/api/v4/leads' }, kind: '500', times: 4 } as const;
    world.kommo.control.faults(failing);
    const said = await run(owner, LEAD, { id, name: 'Ours', onConflict: 'REFUSE' });
    expect(said.userErrors).toEqual([expect.objectContaining({ code: 'KOMMO_UNREACHABLE', path: [] })]);
    expect(patched()).toBe(0);
  });

  it('is no conflict when Kommo has what is wanted already', async () => {
    const { owner, id } = await moved();
    const said = await run(owner, LEAD, { id, name: 'Theirs', onConflict: 'REFUSE' });
    expect(said).toMatchObject({ lead: { name: 'Theirs' }, conflicts: [], userErrors: [] });
    expect(patched()).toBe(0);
  });
});

it('links and unlinks cards, in Kommo and here, also when the answer is lost', async () => {
  const { owner, leads, contacts, companies } = await copied();
  const [leadId, contactId, companyId] = [leads[0]?.id, contacts[3]?.id, companies[2]?.id];
  const path = `/api/v4/leads/${leads[0]?.kommoId}/link`;
  const main = await run(owner, `linkCrmCards(input: $input) ${CARDS}`, { leadId, contactId, isMain: true });
  expect(main.lead.contacts[0]).toEqual({ id: contactId });
  world.kommo.control.faults({ match: { method: 'POST', path }, kind: '504_html', times: 1 });
  const company = await run(owner, `linkCrmCards(input: $input) ${CARDS}`, { leadId, companyId });
  expect(company).toMatchObject({ lead: { company: { id: companyId } }, userErrors: [] });
  const gone = await run(owner, `unlinkCrmCards(input: $input) ${CARDS}`, { leadId, contactId });
  expect(gone.lead.contacts).not.toContainEqual({ id: contactId });
  world.kommo.control.faults({ match: { method: 'POST', path }, kind: '500', times: 1 });
  const lost = await run(owner, `linkCrmCards(input: $input) ${CARDS}`, { leadId, contactId });
  expect(lost).toMatchObject({ lead: null, userErrors: [{ code: 'KOMMO_UNREACHABLE' }] });
  const noted = (await entriesOf(world.graph, owner.orgId)).flatMap(({ changes }) => changes as object[]);
  expect(noted.filter((one) => JSON.stringify(one).includes('uncertain'))).toEqual([
    { type: 'Lead', id: leadId, before: null, after: { contactId, uncertain: true } },
  ]);
  // One that is linked already, and is not made the main one: that it is linked says nothing.
  const other = contacts[4]?.id;
  for (const id of [contactId, other])
    await run(owner, `linkCrmCards(input: $input) ${CARDS}`, { leadId, contactId: id });
  await run(owner, `linkCrmCards(input: $input) ${CARDS}`, { leadId, contactId, isMain: true });
  world.kommo.control.faults({ match: { method: 'POST', path }, kind: '500', times: 1 });
  const notMain = { leadId, contactId: other, isMain: true };
  const kept = await run(owner, `linkCrmCards(input: $input) ${CARDS}`, notMain);
  expect(kept).toMatchObject({ lead: null, userErrors: [{ code: 'KOMMO_UNREACHABLE' }] });
  for (const input of [{ leadId }, { leadId, contactId, companyId }, {}]) {
    const { userErrors } = await run(owner, `linkCrmCards(input: $input) ${CARDS}`, input);
    expect(userErrors).toEqual([{ code: 'CARDS_NEEDED', path: [] }]);
  }
  await expectWholeCopy(world, owner.orgId);
});
