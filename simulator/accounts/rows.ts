import type { Entity } from '../store/collection';

/** One element of `values` of a custom field; which keys it has depends on the field's type (kommo-api.md 3.8). */
export type FieldValue = Record<string, unknown>;

export interface CustomFieldValue {
  field_id: number;
  field_name: string;
  field_code: string | null;
  field_type: string;
  values: FieldValue[];
}

/** What leads, contacts and companies share. `tags` are tag ids; the API shows them under `_embedded`. */
export interface CardRow extends Entity {
  name: string;
  responsible_user_id: number;
  group_id: number;
  created_by: number;
  updated_by: number;
  custom_fields_values: CustomFieldValue[] | null;
  tags: number[];
}

export interface LeadRow extends CardRow {
  price: number;
  status_id: number;
  pipeline_id: number;
  loss_reason_id: number | null;
  closed_at: number | null;
  score: number | null;
  labor_cost: number | null;
  source_id: number | null;
  is_price_modified_by_robot: boolean;
}

export interface ContactRow extends CardRow {
  first_name: string;
  last_name: string;
  is_unsorted: boolean;
}

export type CompanyRow = CardRow;

export type EntityType = 'leads' | 'contacts' | 'companies';

export interface TaskRow extends Entity {
  created_by: number;
  updated_by: number;
  responsible_user_id: number;
  group_id: number;
  entity_id: number | null;
  entity_type: EntityType | 'customers' | null;
  is_completed: boolean;
  task_type_id: number;
  text: string;
  duration: number;
  complete_till: number;
  result: { text: string } | null;
}

export interface NoteRow extends Entity {
  entity_type: EntityType;
  entity_id: number;
  created_by: number;
  updated_by: number;
  responsible_user_id: number;
  group_id: number;
  note_type: string;
  params: Record<string, unknown>;
}

export interface EventRow extends Entity {
  type: string;
  entity_type: string;
  entity_id: number;
  created_by: number;
  value_before: unknown[];
  value_after: unknown[];
}
