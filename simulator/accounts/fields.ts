import type { EntityType } from './rows';

export interface FieldEnum {
  id: number;
  value: string;
  sort: number;
  code?: string | null;
}

/** A custom field definition (kommo-api.md 3.7). */
export interface FieldDefinition {
  id: number;
  name: string;
  type: string;
  code: string | null;
  sort: number;
  enums: FieldEnum[] | null;
  groupId: string | null;
  isPredefined: boolean;
  remind: string | null;
  requiredStatuses: { pipeline_id: number; status_id: number }[];
}

type Draft = readonly [offset: number, name: string, type: string, extra?: Partial<FieldDefinition>];

const PHONE_CODES = ['WORK', 'WORKDD', 'MOB', 'FAX', 'HOME', 'OTHER'];
const EMAIL_CODES = ['WORK', 'PRIV', 'OTHER'];

function codes(first: number, values: readonly string[]): FieldEnum[] {
  return values.map((value, index) => ({ id: first + index, value, sort: index + 1 }));
}

function choices(first: number, values: readonly string[]): FieldEnum[] {
  return values.map((value, index) => ({ id: first + index, value, sort: 500 + index, code: null }));
}

function contactFields(series: number): Draft[] {
  const enums = 900101 + series * 1000;
  return [
    [
      1,
      'Phone',
      'multitext',
      { code: 'PHONE', sort: 4, isPredefined: true, enums: codes(enums, PHONE_CODES) },
    ],
    [
      2,
      'Email',
      'multitext',
      { code: 'EMAIL', sort: 6, isPredefined: true, enums: codes(enums + 50, EMAIL_CODES) },
    ],
    [3, 'Position', 'text', { code: 'POSITION', sort: 2, isPredefined: true }],
    [
      14,
      'Gender',
      'radiobutton',
      {
        enums: choices(7201 + series * 10000, ['n/a', 'female', 'male']),
        groupId: 'contacts_1700000000',
        requiredStatuses: [{ pipeline_id: 8200001 + series * 10000, status_id: 142 }],
      },
    ],
    [11, 'Birthday', 'birthday', { remind: 'never' }],
    [12, 'Newsletter', 'checkbox'],
  ];
}

function leadFields(series: number): Draft[] {
  const enums = 7001 + series * 10000;
  return [
    [1001, 'Source note', 'text'],
    [1002, 'Budget level', 'select', { enums: choices(enums, ['High', 'Medium', 'Low']) }],
    [1003, 'Object area, m²', 'numeric'],
    [1004, 'Measurement date', 'date'],
    [1005, 'Works start', 'date_time'],
    [1006, 'Mortgage', 'checkbox'],
    [1007, 'Drawings', 'url'],
    [
      1008,
      'Work types',
      'multiselect',
      { enums: choices(enums + 50, ['Design', 'Demolition', 'Finishing', 'Roofing']) },
    ],
    [1009, 'Object address', 'streetaddress'],
    [1010, 'Prepayment', 'monetary'],
    [1011, 'utm_source', 'tracking_data', { code: 'UTM_SOURCE', isPredefined: true }],
    [1012, 'Comment', 'textarea'],
  ];
}

function companyFields(series: number): Draft[] {
  const enums = 900501 + series * 1000;
  return [
    [
      2001,
      'Phone',
      'multitext',
      { code: 'PHONE', sort: 4, isPredefined: true, enums: codes(enums, PHONE_CODES) },
    ],
    [
      2002,
      'Email',
      'multitext',
      { code: 'EMAIL', sort: 6, isPredefined: true, enums: codes(enums + 50, EMAIL_CODES) },
    ],
    [2003, 'Web', 'url', { code: 'WEB', sort: 8, isPredefined: true }],
    [2004, 'Address', 'textarea', { code: 'ADDRESS', sort: 10, isPredefined: true }],
    [2005, 'Legal entity', 'legal_entity'],
  ];
}

/** The number of a field that is made. */
export const nextFieldId = (fields: Record<EntityType, FieldDefinition[]>): number =>
  Math.max(0, ...Object.values(fields).flatMap((own) => own.map((field) => field.id))) + 1;

/** Custom field definitions of one account, per entity, in the order the API lists them. */
export function seedFields(series: number): Record<EntityType, FieldDefinition[]> {
  const base = 600000 + series * 10000;
  const make = (drafts: Draft[]): FieldDefinition[] =>
    drafts.map(([offset, name, type, extra], index) => ({
      id: base + offset,
      name,
      type,
      code: null,
      sort: 510 + index,
      enums: null,
      groupId: null,
      isPredefined: false,
      remind: null,
      requiredStatuses: [],
      ...extra,
    }));
  return {
    leads: make(leadFields(series)),
    contacts: make(contactFields(series)),
    companies: make(companyFields(series)),
  };
}
