import {
  emailKey,
  emailsIn,
  isEmail,
  isPhone,
  phoneKey,
  phonesIn,
} from '../../../../service-kit/data/contacts-in-text';

/*
 * What cards say, as SQL: `$1` is the organisation, `$2` the generation, `$3` the ids of the rows of one slice.
 */

/** A table that the graph is made of. */
export interface CardSource {
  readonly table: string;
  /** The node that each of its rows is; null where they only say something of other nodes. */
  readonly kind: string | null;
  /** How much text of a row is looked through for numbers, as SQL. */
  readonly letters: string;
  /** Numbers and addresses: rows of `(from_kind, from_key, kind, key, label, relation)`. */
  readonly facts: string | null;
  /** Addresses whose key SQL does not come to, as rows of `label`, where `facts` have such: those with letters beyond ASCII. Their keys are `$4`, by label. */
  readonly lettered?: string;
  /** Rows of `(from_kind, from_key, to_kind, to_key, kind, detail)`. */
  readonly relations: readonly string[];
}

/** Longer texts are looked at only so far. */
const LOOKED_AT = 20_000;

/** A slice is read first, by its ids (OFFSET 0): else the planner, which may know nothing of the table yet, begins at what it is joined with. */
const some = (table: string): string =>
  `(SELECT * FROM crm.${table} WHERE org_id = $1 AND id = ANY ($3::uuid[]) AND NOT is_deleted OFFSET 0) c`;

const LISTS = (kind: string, table: string): string => `
  SELECT '${kind}' AS from_kind, c.id::text AS from_key, 'PHONE' AS kind, ${phoneKey('p')} AS key, left(btrim(p), 100) AS label, 'HAS' AS relation
    FROM ${some(table)}, jsonb_array_elements_text(c.phones) p WHERE ${isPhone('p')}
  UNION ALL
  SELECT '${kind}', c.id::text, 'EMAIL', coalesce($4::jsonb ->> left(btrim(e), 300), ${emailKey('e')}), left(btrim(e), 300), 'HAS'
    FROM ${some(table)}, jsonb_array_elements_text(c.emails) e WHERE ${isEmail('e')}`;

const list = (value: string): string =>
  `CASE jsonb_typeof(${value}) WHEN 'array' THEN ${value} ELSE '[]' END`;

const LETTERED = (table: string): string => `
  SELECT DISTINCT left(btrim(e), 300) AS label FROM ${some(table)}, jsonb_array_elements_text(c.emails) e WHERE ${isEmail('e')} AND e ~ '[^ -~]'`;

/** Custom fields that hold places; those of several lines are one place. */
const PLACES = (kind: string, table: string): string => `
  SELECT '${kind}', c.id::text, 'ADDRESS', lower(left(place, 300)), left(place, 300), 'HAS'
    FROM ${some(table)}, jsonb_array_elements(${list('c.custom_fields')}) f,
         LATERAL (SELECT btrim(regexp_replace(string_agg(v ->> 'value', ', ' ORDER BY n), '\\s+', ' ', 'g')) AS place
                    FROM jsonb_array_elements(${list("f -> 'values'")}) WITH ORDINALITY AS held (v, n)
                   WHERE jsonb_typeof(v -> 'value') = 'string') whole
   WHERE (f ->> 'field_type' IN ('streetaddress', 'smart_address') OR f ->> 'field_code' = 'ADDRESS') AND place <> ''`;

const RESPONSIBLE = (kind: string, table: string): string => `
  SELECT 'CRM_USER' AS from_kind, u.id::text AS from_key, '${kind}' AS to_kind, c.id::text AS to_key, 'RESPONSIBLE_FOR' AS kind, NULL::text AS detail
    FROM ${some(table)} JOIN crm.crm_users u ON u.org_id = $1 AND u.connection_id = c.connection_id
         AND u.kommo_id = c.responsible_kommo_id AND NOT u.is_deleted`;

const AT_COMPANY = (kind: string, table: string, relation: string): string => `
  SELECT '${kind}' AS from_kind, c.id::text AS from_key, 'COMPANY' AS to_kind, o.id::text AS to_key, '${relation}' AS kind, NULL::text AS detail
    FROM ${some(table)} JOIN crm.companies o ON o.org_id = $1 AND o.connection_id = c.connection_id
         AND o.kommo_id = c.company_kommo_id AND NOT o.is_deleted`;

const OF_PEOPLE = `
  SELECT 'LEAD' AS from_kind, c.id::text AS from_key, 'PERSON' AS to_kind, p.id::text AS to_key, 'CONCERNS' AS kind,
         CASE WHEN l.is_main THEN 'main' END AS detail
    FROM ${some('leads')} JOIN crm.lead_contacts l ON l.org_id = $1 AND l.connection_id = c.connection_id AND l.lead_kommo_id = c.kommo_id
    JOIN crm.contacts p ON p.org_id = $1 AND p.connection_id = c.connection_id AND p.kommo_id = l.contact_kommo_id AND NOT p.is_deleted`;

const OF_PRODUCTS = `
  SELECT 'LEAD' AS from_kind, c.id::text AS from_key, 'PRODUCT' AS to_kind, e.id::text AS to_key, 'WANTS' AS kind, trim_scale(l.quantity)::text AS detail
    FROM ${some('leads')} JOIN crm.lead_catalog_elements l ON l.org_id = $1 AND l.connection_id = c.connection_id AND l.lead_kommo_id = c.kommo_id
    JOIN crm.catalog_elements e ON e.org_id = $1 AND e.connection_id = c.connection_id AND e.kommo_id = l.element_kommo_id AND NOT e.is_deleted`;

/** What notes of a kind of card name. */
function notes(table: string, cards: string, kind: string): CardSource {
  const card = `JOIN crm.${cards} o ON o.org_id = $1 AND o.connection_id = c.connection_id AND o.kommo_id = c.card_kommo_id AND NOT o.is_deleted`;
  const text = `left(c.text, ${LOOKED_AT})`;
  return {
    table,
    kind: null,
    letters: `least(length(text), ${LOOKED_AT})`,
    relations: [],
    facts: `
      SELECT '${kind}' AS from_kind, o.id::text AS from_key, 'PHONE' AS kind, ${phoneKey('m[1]')} AS key, left(m[1], 100) AS label, 'MENTIONS' AS relation
        FROM ${some(table)} ${card}, ${phonesIn(text)} m
      UNION ALL
      SELECT '${kind}', o.id::text, 'EMAIL', ${emailKey('m[1]')}, left(m[1], 300), 'MENTIONS' FROM ${some(table)} ${card}, ${emailsIn(text)} m`,
  };
}

/** In their order: what is referred to stands before what refers to it. */
export const CARD_SOURCES: readonly CardSource[] = [
  { table: 'crm_users', kind: 'CRM_USER', letters: '0', facts: null, relations: [] },
  { table: 'catalog_elements', kind: 'PRODUCT', letters: '0', facts: null, relations: [] },
  {
    table: 'companies',
    kind: 'COMPANY',
    letters: '0',
    lettered: LETTERED('companies'),
    facts: `${LISTS('COMPANY', 'companies')} UNION ALL ${PLACES('COMPANY', 'companies')}`,
    relations: [RESPONSIBLE('COMPANY', 'companies')],
  },
  {
    table: 'contacts',
    kind: 'PERSON',
    letters: '0',
    lettered: LETTERED('contacts'),
    facts: `${LISTS('PERSON', 'contacts')} UNION ALL ${PLACES('PERSON', 'contacts')}`,
    relations: [RESPONSIBLE('PERSON', 'contacts'), AT_COMPANY('PERSON', 'contacts', 'WORKS_AT')],
  },
  {
    table: 'leads',
    kind: 'LEAD',
    letters: '0',
    facts: `SELECT * FROM (${PLACES('LEAD', 'leads')}) AS places (from_kind, from_key, kind, key, label, relation)`,
    relations: [
      RESPONSIBLE('LEAD', 'leads'),
      AT_COMPANY('LEAD', 'leads', 'CONCERNS'),
      OF_PEOPLE,
      OF_PRODUCTS,
    ],
  },
  notes('company_notes', 'companies', 'COMPANY'),
  notes('contact_notes', 'contacts', 'PERSON'),
  notes('lead_notes', 'leads', 'LEAD'),
];
