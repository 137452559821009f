import type { EntityManager } from 'typeorm';
import type { ConnectionRef } from '../runtime';
import { endNotice, putNotice } from '../sync/notices';
import { CustomField } from './custom-field.entity';

/*
 * A mapped field is watched: definitions are read before the cards, so that who relies on a key hears of a change before values
 * come that do not fit. Told as notices of the connection, until the field is mapped again or its key is taken back.
 */

export type FieldDrift = 'NONE' | 'RENAMED' | 'RETYPED' | 'DELETED';

/** What became of a field since it was mapped; the worst of it. */
export function driftOf(
  field: Pick<CustomField, 'key' | 'name' | 'type' | 'mappedName' | 'mappedType' | 'isDeleted'>,
): FieldDrift {
  if (field.key === null) return 'NONE';
  if (field.isDeleted) return 'DELETED';
  if (field.type !== field.mappedType) return 'RETYPED';
  return field.name === field.mappedName ? 'NONE' : 'RENAMED';
}

/** Fields named in one notice. */
const MOST_NAMED = 5;

interface Alarm {
  code: string;
  words: string;
  tell(field: CustomField): string;
}

const ofKind = ({ key, kind }: CustomField): string => `“${key}” of ${kind.toLowerCase()}`;

const ALARMS: Record<Exclude<FieldDrift, 'NONE'>, Alarm> = {
  RENAMED: {
    code: 'CUSTOM_FIELD_RENAMED',
    words: 'Mapped custom fields have another name in Kommo; map them again if they still mean the same:',
    tell: (field) => `${ofKind(field)} was “${field.mappedName}”, is “${field.name}”`,
  },
  RETYPED: {
    code: 'CUSTOM_FIELD_RETYPED',
    words: 'Mapped custom fields have another type in Kommo; look at what reads them, then map them again:',
    tell: (field) => `${ofKind(field)} was ${field.mappedType}, is ${field.type}`,
  },
  DELETED: {
    code: 'CUSTOM_FIELD_DELETED',
    words: 'Mapped custom fields were deleted in Kommo; give their keys to others or take them back:',
    tell: (field) => `${ofKind(field)}, “${field.mappedName}”`,
  },
};

/** Names of the rules that set a field, by its key. */
async function rulesByKey(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
): Promise<Map<string, string[]>> {
  const rows = (await db.query(
    `SELECT action ->> 'fieldKey' AS key, array_agg(DISTINCT r.name) AS names
       FROM crm.rules r CROSS JOIN jsonb_array_elements(r.actions) AS action
      WHERE r.org_id = $1 AND r.connection_id = $2 AND action ->> 'fieldKey' IS NOT NULL GROUP BY 1`,
    [orgId, connectionId],
  )) as { key: string; names: string[] }[];
  return new Map(rows.map(({ key, names }) => [key, names]));
}

/** Rules set fields of leads. */
function usedBy({ kind, key }: CustomField, rules: ReadonlyMap<string, string[]>): string {
  const names = kind === 'LEADS' ? (rules.get(key ?? '') ?? []) : [];
  return names.length === 0
    ? ''
    : ` (set by the rules ${names
        .slice(0, MOST_NAMED)
        .map((name) => `“${name}”`)
        .join(', ')})`;
}

/** Says which mapped fields of a connection have changed, or that none has any more. */
export async function tellDrift(db: EntityManager, ref: ConnectionRef): Promise<void> {
  const mapped = await db
    .createQueryBuilder(CustomField, 'f')
    .where('f.orgId = :orgId AND f.connectionId = :connectionId AND f.key IS NOT NULL', { ...ref })
    .orderBy('f.kind')
    .addOrderBy('f.key')
    .getMany();
  const rules = await rulesByKey(db, ref);
  for (const [drift, alarm] of Object.entries(ALARMS)) {
    const found = mapped.filter((field) => driftOf(field) === drift);
    if (found.length === 0) {
      await endNotice(db, ref, alarm.code);
      continue;
    }
    const more = found.length > MOST_NAMED ? `; and ${found.length - MOST_NAMED} more` : '';
    const named = found
      .slice(0, MOST_NAMED)
      .map((field) => `${alarm.tell(field)}${usedBy(field, rules)}`)
      .join('; ');
    await putNotice(db, ref, { code: alarm.code, message: `${alarm.words} ${named}${more}.` });
  }
}
