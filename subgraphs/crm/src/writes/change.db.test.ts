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
  for (const input of [{ leadId }, { leadId, contactId, companyId }, {}]) {
    const { userErrors } = await run(owner, `linkCrmCards(input: $input) ${CARDS}`, input);
    expect(userErrors).toEqual([{ code: 'CARDS_NEEDED', path: [] }]);
  }
  await expectWholeCopy(world, owner.orgId);
});
