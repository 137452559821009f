import { inOrganization } from '../../../../service-kit/postgres/database';
import { useWrites } from '../../../../testkit/crm/write-world';

const { world, copied, run, theirs } = useWrites();
const made = () => world.kommo.control.requests({ method: 'POST', path: '/api/v4/contacts' });

const CONTACT = `createContact(input: $input) { userErrors { code path message } duplicates { id }
  contact { id name phones emails } }`;

it('knows of who was given the number in Kommo a moment ago, and of our copy where Kommo can’t be asked', async () => {
  const { owner, contacts } = await copied();
  const phone = (value: string) => ({
    custom_fields_values: [{ field_code: 'PHONE', values: [{ value, enum_code: 'WORK' }] }],
  });
  await theirs(`/contacts/${contacts[0]?.kommoId}`, phone('+1 555 777 0001'));
  const told = await run(owner, CONTACT, { name: 'Again', phones: ['(555) 777-0001'] });
  expect(told).toMatchObject({
    contact: null,
    duplicates: [{ id: contacts[0]?.id }],
    userErrors: [{ code: 'DUPLICATE' }],
  });
  expect(made()).toEqual([]);
  await theirs(`/contacts/${contacts[1]?.kommoId}`, phone('+1 555 777 0002'));
  world.kommo.control.faults({ match: { method: 'GET', path: '/api/v4/contacts' }, kind: '403', times: 1 });
  const unasked = await run(owner, CONTACT, { name: 'Unasked', phones: ['(555) 777-0002'] });
  expect(unasked).toMatchObject({ contact: { name: 'Unasked' }, duplicates: [], userErrors: [] });
});

it('finds the one who has an address among hundreds whose addresses only end with it', async () => {
  const { owner, connectionId } = await copied();
  const email = 'o@crowd.example';
  const first = await run(owner, CONTACT, { name: 'The one', emails: [email] });
  await inOrganization(world.deps.source, owner.orgId, (db) =>
    db.query(
      `INSERT INTO crm.contacts (org_id, id, connection_id, kommo_id, name, first_name, last_name, phones, emails, tags, custom_fields,
              created_at, updated_at)
       SELECT $1, gen_random_uuid(), $2, 900000000 + n, 'Other ' || n, '', '', '[]', jsonb_build_array('p' || n || $3), '[]', '[]', now(), now()
         FROM generate_series(1, 500) AS n`,
      [owner.orgId, connectionId, email],
    ),
  );
  const again = await run(owner, CONTACT, { name: 'The one', emails: ['O@crowd.example'] });
  expect(again).toMatchObject({ contact: null, duplicates: [{ id: first.contact.id }] });
});
