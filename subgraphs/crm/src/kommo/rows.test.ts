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
      catalog_elements: [],
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
  const priceOf = (price: unknown) => parseLead({ ...LEAD, price }).price;
  expect([3_000_000_000, '1500', ' 12.50 ', '-3', null, undefined].map(priceOf)).toEqual([
    '3000000000',
    '1500',
    '12.50',
    '-3',
    '0',
    '0',
  ]);
  for (const price of ['x', '', '1,5', 1e300, -1e300, true]) {
    expect(() => priceOf(price)).toThrow('not understood at price');
  }
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
  expect(textsOfField(custom_fields_values, 'PHONE')).toEqual(['+1', '7', '+2']);
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
      fc.pre(!/\\u0000|\\ud[89a-f]|\d{16}/i.test(text));
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

it('keeps numbers exact that a float can not hold, and touches no text and no fraction', () => {
  const text =
    '{"id":9007199254740993,"a":[-12345678901234567],"t":"9007199254740993 \\"12345678901234567","f":0.10000000000000000555,"ok":9007199254740991,"e":1e21}';
  expect(parseKommoJson(text)).toEqual({
    id: '9007199254740993',
    a: ['-12345678901234567'],
    t: '9007199254740993 "12345678901234567',
    f: 0.1,
    ok: 9_007_199_254_740_991,
    e: 1e21,
  });
  expect(parseLead({ ...LEAD, id: '9223372036854775807' }).id).toBe('9223372036854775807');
  expect(() => parseLead({ ...LEAD, id: '9223372036854775808' })).toThrow('not understood at id');
});

it('drops an odd link or tag and keeps the others', () => {
  const { _embedded } = parseLead({
    ...LEAD,
    _embedded: {
      tags: [{ id: 1, name: 'vip' }, null, { name: 'no id' }, { id: 'x' }, { id: 2, name: 5 }],
      companies: [null, { id: 60_000_001 }],
      contacts: [{ id: null }, 7, { id: 40_000_002, is_main: 'yes' }],
      catalog_elements: [
        { id: 1 },
        { id: 2, catalog_id: 7, quantity: '2.5' },
        { id: 3, metadata: { catalog_id: '7', quantity: 4 } },
        { id: 4, catalog_id: 7, quantity: 'many', metadata: [] },
        null,
      ],
    },
  });
  expect(_embedded).toEqual({
    tags: [
      { id: '1', name: 'vip' },
      { id: '2', name: '5' },
    ],
    companies: [{ id: '60000001' }],
    contacts: [{ id: '40000002', is_main: false }],
    catalog_elements: [
      { id: '2', catalog_id: '7', quantity: '2.5' },
      { id: '3', catalog_id: '7', quantity: '4' },
      { id: '4', catalog_id: '7', quantity: null },
    ],
  });
});

it.each([
  [1_767_225_600, 1_767_225_600],
  ['1767225600', 1_767_225_600],
  ['2026-01-01T00:00:00Z', 1_767_225_600],
  ['2026-01-01', 1_767_225_600],
  ['nonsense', LEAD.updated_at],
  [null, LEAD.updated_at],
] as const)('reads %p as a time of making, and never as 1970', (created_at, seconds) => {
  expect(parseLead({ ...LEAD, created_at }).created_at).toBe(seconds);
});
