import fc from 'fast-check';
import { readAccessTokenClaims } from './access-token';
import { parseKommoJson } from './json';
import { parseAccount, parseCompany, parseContact, parseLead, parseUser, textsOfField } from './rows';

const LEAD = { id: 50_000_001, name: 'Lead', updated_at: 1_767_225_660, created_at: 1_767_225_600 };

it('takes null, absent and empty custom fields for the same', () => {
  for (const custom_fields_values of [null, undefined, []]) {
    expect(parseLead({ ...LEAD, custom_fields_values }).custom_fields_values).toEqual([]);
  }
});

it('keeps custom fields of types it does not know as they are', () => {
  const field = {
    field_id: 7,
    field_name: 'Odd',
    field_code: null,
    field_type: 'never_seen',
    is_computed: true,
    values: [{ value: { a: [1, { b: null }] }, extra: 'kept' }, 'scalar'],
  };
  const [parsed] = parseLead({ ...LEAD, custom_fields_values: [field, 'junk', 7] }).custom_fields_values;
  expect(parsed).toEqual({ ...field, field_id: '7' });
});

it('reads links and tags, and what is missing of them as none', () => {
  const _embedded = {
    tags: [{ id: 1, name: 'vip', color: null }],
    companies: [{ id: 60_000_001 }],
    contacts: [{ id: 40_000_001, is_main: true }, { id: 40_000_002 }],
  };
  expect(parseLead({ ...LEAD, _embedded })._embedded).toMatchObject({
    tags: [{ id: '1', name: 'vip' }],
    companies: [{ id: '60000001' }],
    contacts: [
      { id: '40000001', is_main: true },
      { id: '40000002', is_main: false },
    ],
  });
  for (const broken of [undefined, null, [], { tags: null, companies: {}, contacts: 7 }]) {
    expect(parseLead({ ...LEAD, _embedded: broken })._embedded).toEqual({
      tags: [],
      companies: [],
      contacts: [],
    });
  }
});

it('asks for an id and a time and nothing else', () => {
  for (const parse of [parseLead, parseContact, parseCompany]) {
    expect(parse({ id: 1, updated_at: 5 })).toMatchObject({ id: '1', name: '', responsible_user_id: null });
    expect(() => parse({ id: 'x', updated_at: 5 })).toThrow('malformed');
    expect(() => parse({ id: 1 })).toThrow('malformed');
    expect(() => parse(null)).toThrow('malformed');
  }
});

it('never tells a row’s content when it can not be understood', () => {
  expect(() => parseLead({ id: 'secret-text', updated_at: 5 })).toThrow(/^(?!.*secret)/);
});

it('keeps prices exact and refuses those no column holds', () => {
  expect(parseLead({ ...LEAD, price: 3_000_000_000 }).price).toBe(3_000_000_000);
  for (const price of [null, 'x', 1e300, -1e300]) expect(parseLead({ ...LEAD, price }).price).toBe(0);
});

it('takes a user without rights for one who is no administrator', () => {
  expect(parseUser({ id: 1, name: 'A', email: null })).toMatchObject({
    rights: { is_admin: false, is_active: true },
  });
  expect(parseAccount({ id: 1, name: 'A', subdomain: 'a', currency: 'rubles' }).currency).toBe('XXX');
});

it('reads telephone numbers by the code of their field', () => {
  const values = [{ value: '+1' }, { value: '' }, { value: 7 }, null, { value: '+2' }];
  const { custom_fields_values } = parseContact({
    ...LEAD,
    custom_fields_values: [
      { field_id: 1, field_code: 'PHONE', values },
      { field_id: 2, field_code: null, values },
    ],
  });
  expect(textsOfField(custom_fields_values, 'PHONE')).toEqual(['+1', '+2']);
});

it('takes out of texts what PostgreSQL can not store, keys included, and nothing else', () => {
  expect(parseKommoJson(String.raw`{"a\u0000":"x\u0000y\ud800z","b":["\ud83d\ude00"]}`)).toEqual({
    a: 'xy\ufffdz',
    b: ['😀'],
  });
  expect(parseKommoJson('not json')).toBeUndefined();
  expect(parseKommoJson('')).toBeUndefined();
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      fc.pre(!/\\u0000|\\ud[89a-f]/i.test(text));
      expect(parseKommoJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

it('reads claims of what has the shape of a token, and nothing of anything else', () => {
  const token = (claims: unknown) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
  expect(readAccessTokenClaims(token({ account_id: 5, exp: 9, api_domain: 'api-c.kommo.com' }))).toEqual({
    account_id: 5,
    exp: 9,
    api_domain: 'api-c.kommo.com',
  });
  for (const wrong of ['', 'a.b', 'a.b.c', token('text'), token({ exp: 'soon' })]) {
    expect(readAccessTokenClaims(wrong)).toBeNull();
  }
});
