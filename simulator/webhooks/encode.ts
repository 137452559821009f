import type { Account } from '../accounts/account';
import type { Change } from '../accounts/changes';
import type { CardRow, CustomFieldValue, EntityType, LeadRow } from '../accounts/rows';
import { cardTable } from '../accounts/mutations';
import { unsortedPairs } from './encode-unsorted';

/*
 * Bodies of account webhooks (kommo-api.md 4.2, 4.3): a form with bracketed keys in the words of API v2, everything a text, no
 * nulls. Companies come under `contacts` with `type=company`.
 */

type Pairs = [key: string, value: string][];

function fieldPairs(prefix: string, fields: readonly CustomFieldValue[]): Pairs {
  return fields.flatMap((field, at): Pairs => {
    const own = `${prefix}[custom_fields][${at}]`;
    const isDate = field.field_type === 'date' || field.field_type === 'date_time';
    return [
      [`${own}[id]`, String(field.field_id)],
      [`${own}[name]`, field.field_name],
      ...(field.field_code === null ? [] : ([[`${own}[code]`, field.field_code]] as Pairs)),
      ...field.values.flatMap(({ value, enum_id }, index): Pairs => {
        // Dates stand without a key of their own (kommo-api.md 4.3).
        if (isDate) return [[`${own}[values][${index}]`, String(value)]];
        const pairs: Pairs = [[`${own}[values][${index}][value]`, String(value)]];
        if (enum_id != null) pairs.push([`${own}[values][${index}][enum]`, String(enum_id)]);
        return pairs;
      }),
    ];
  });
}

function rowPairs(prefix: string, account: Account, entity: EntityType, row: CardRow): Pairs {
  const pairs: Pairs = [
    [`${prefix}[id]`, String(row.id)],
    [`${prefix}[name]`, row.name],
    [`${prefix}[responsible_user_id]`, String(row.responsible_user_id)],
    [`${prefix}[last_modified]`, String(row.updated_at)],
    [`${prefix}[modified_user_id]`, String(row.updated_by)],
    [`${prefix}[created_user_id]`, String(row.created_by)],
    [`${prefix}[date_create]`, String(row.created_at)],
    [`${prefix}[account_id]`, String(account.id)],
    [`${prefix}[created_at]`, String(row.created_at)],
    [`${prefix}[updated_at]`, String(row.updated_at)],
    ...fieldPairs(prefix, row.custom_fields_values ?? []),
  ];
  if (entity === 'leads') {
    const { status_id, pipeline_id, price } = row as LeadRow;
    pairs.push(
      [`${prefix}[status_id]`, String(status_id)],
      [`${prefix}[pipeline_id]`, String(pipeline_id)],
      [`${prefix}[price]`, String(price)],
    );
  } else pairs.push([`${prefix}[type]`, entity === 'companies' ? 'company' : 'contact']);
  return pairs;
}

/** `message[add]` and `talk[…]` (kommo-api.md 4.3). */
function talkPairs(account: Account, { code, id, before }: Change, counts: Map<string, number>): Pairs {
  const [action = '', root = ''] = code.split('_');
  const talk = account.talks.get(id);
  if (!talk) return [];
  const group = `${root}[${action}]`;
  const index = counts.get(group) ?? 0;
  counts.set(group, index + 1);
  const prefix = `${group}[${index}]`;
  const card: Pairs =
    talk.entity_id === null
      ? []
      : [
          [`${prefix}[entity_type]`, 'lead'],
          [`${prefix}[entity_id]`, String(talk.entity_id)],
        ];
  const common: Pairs = [
    [`${prefix}[talk_id]`, String(talk.talk_id)],
    [`${prefix}[contact_id]`, String(talk.contact_id)],
    [`${prefix}[chat_id]`, talk.chat_id],
    [`${prefix}[origin]`, talk.origin],
    ...card,
  ];
  if (root === 'talk') {
    return [
      ...common,
      [`${prefix}[created_at]`, String(talk.created_at)],
      [`${prefix}[updated_at]`, String(talk.updated_at)],
      [`${prefix}[rate]`, '0'],
      [`${prefix}[is_in_work]`, talk.is_in_work ? '1' : '0'],
      [`${prefix}[is_read]`, talk.is_read ? '1' : '0'],
    ];
  }
  const message = talk.messages.find((one) => one.id === before['message_id']);
  if (!message) return [];
  const { attachment } = message;
  return [
    [`${prefix}[id]`, message.id],
    ...common,
    [`${prefix}[text]`, message.text],
    [`${prefix}[created_at]`, String(message.created_at)],
    [`${prefix}[message_type]`, message.message_type],
    [`${prefix}[type]`, message.type],
    [`${prefix}[author][id]`, message.author.id],
    [`${prefix}[author][type]`, message.author.type],
    [`${prefix}[author][name]`, message.author.name],
    ...(attachment
      ? ([
          [`${prefix}[attachment][type]`, attachment.type],
          [`${prefix}[attachment][link]`, attachment.link],
          [`${prefix}[attachment][file_name]`, attachment.file_name],
        ] as Pairs)
      : []),
  ];
}

const SINGULARS: Record<string, EntityType> = { lead: 'leads', contact: 'contacts', company: 'companies' };

const ELEMENTS: Record<string, string> = { contacts: '1', leads: '2', companies: '3', customers: '12' };

/** Tasks come under a name in the singular, with dates as text (kommo-api.md 4.3). */
function taskPairs(account: Account, group: string, index: number, id: number): Pairs {
  const prefix = `${group}[${index}]`;
  const row = account.tasks.get(id, ['live', 'bin', 'gone']);
  const dateTime = (seconds: number) =>
    new Date(seconds * 1_000).toISOString().slice(0, 19).replace('T', ' ');
  if (!row || account.tasks.stateOf(id) !== 'live') return [[`${prefix}[id]`, String(id)]];
  return [
    [`${prefix}[id]`, String(id)],
    [`${prefix}[element_id]`, String(row.entity_id ?? 0)],
    [`${prefix}[element_type]`, ELEMENTS[row.entity_type ?? ''] ?? '0'],
    [`${prefix}[task_type]`, String(row.task_type_id)],
    [`${prefix}[date_create]`, dateTime(row.created_at)],
    [`${prefix}[text]`, row.text],
    [`${prefix}[status]`, row.is_completed ? '1' : '0'],
    [`${prefix}[account_id]`, String(account.id)],
    [`${prefix}[created_user_id]`, String(row.created_by)],
    [`${prefix}[last_modified]`, String(row.updated_at)],
    [`${prefix}[responsible_user_id]`, String(row.responsible_user_id)],
    [`${prefix}[complete_till]`, dateTime(row.complete_till)],
    [`${prefix}[complete_before]`, String(row.complete_till)],
    [`${prefix}[created_at]`, String(row.created_at)],
    [`${prefix}[updated_at]`, String(row.updated_at)],
  ];
}

/** The body that tells of some changes; null when there is nothing to tell. */
export function hookBody(account: Account, changes: readonly Change[]): string | null {
  const counts = new Map<string, number>();
  const pairs = changes.flatMap((change): Pairs => {
    if (change.entity === 'talks') return talkPairs(account, change, counts);
    if (change.entity === 'unsorted') return unsortedPairs(account, change, counts);
    const { code, id: changedId, before } = change;
    const [action = '', singular = ''] = code.split('_');
    if (singular === 'task') {
      const index = counts.get(code) ?? 0;
      counts.set(code, index + 1);
      return taskPairs(account, `task[${action === 'responsible' ? 'update' : action}]`, index, changedId);
    }
    const entity = SINGULARS[singular];
    if (!entity) return [];
    // Of a note, its card is what can be fetched.
    const id = action === 'note' ? Number(before['entity_id']) : changedId;
    const root = entity === 'leads' ? 'leads' : 'contacts';
    const group = `${root}[${action}]`;
    const index = counts.get(group) ?? 0;
    counts.set(group, index + 1);
    const prefix = `${group}[${index}]`;
    const row = cardTable(account, entity).get(id, ['live', 'hidden', 'bin']);
    if (action === 'note') {
      const types = { contacts: '1', leads: '2', companies: '3' };
      return [
        [`${prefix}[note][id]`, String(changedId)],
        [`${prefix}[note][element_id]`, String(id)],
        [`${prefix}[note][element_type]`, types[entity]],
        [`${prefix}[note][account_id]`, String(account.id)],
        [`${prefix}[type]`, entity === 'leads' ? 'lead' : entity === 'companies' ? 'company' : 'contact'],
      ];
    }
    if (!row) return [];
    if (action === 'delete') {
      const type: Pairs =
        entity === 'leads'
          ? [
              [`${prefix}[status_id]`, String((row as LeadRow).status_id)],
              [`${prefix}[pipeline_id]`, String((row as LeadRow).pipeline_id)],
            ]
          : [[`${prefix}[type]`, entity === 'companies' ? 'company' : 'contact']];
      return [[`${prefix}[id]`, String(id)], ...type];
    }
    const old = Object.entries(before).map(([name, value]): [string, string] => [
      `${prefix}[old_${name}]`,
      String(value),
    ]);
    return [...rowPairs(prefix, account, entity, row), ...old];
  });
  if (pairs.length === 0) return null;
  const head: Pairs = [
    ['account[subdomain]', account.subdomain],
    ['account[id]', String(account.id)],
    ['account[_links][self]', `https://${account.host}`],
  ];
  return new URLSearchParams([...head, ...pairs]).toString();
}
