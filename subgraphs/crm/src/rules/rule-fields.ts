import { In, type EntityManager } from 'typeorm';
import { CustomField } from '../custom-fields/custom-field.entity';
import type { Rule } from './rule.entity';

/** The custom fields that a rule's actions name, by key; one without a field has none. */
export async function fieldsOfRule(
  db: EntityManager,
  { orgId, connectionId, actions }: Pick<Rule, 'orgId' | 'connectionId' | 'actions'>,
): Promise<Map<string, CustomField>> {
  const keys = actions.flatMap(({ fieldKey }) => fieldKey ?? []);
  if (keys.length === 0) return new Map();
  const fields = await db.findBy(CustomField, { orgId, connectionId, kind: 'LEADS', key: In(keys) });
  return new Map(fields.map((field) => [field.key ?? '', field]));
}
