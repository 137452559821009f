import type { Account } from '../accounts/account';
import type { Change } from '../accounts/changes';

/** `unsorted[add|update|delete][i]` (kommo-api.md 4.3): what became of it stands in its `delete`. */
export function unsortedPairs(
  account: Account,
  { code, id, by, at }: Change,
  counts: Map<string, number>,
): [key: string, value: string][] {
  const row = account.unsorted.at(id);
  if (!row) return [];
  const [action = ''] = code.split('_');
  const group = `unsorted[${action}]`;
  const index = counts.get(group) ?? 0;
  counts.set(group, index + 1);
  const prefix = `${group}[${index}]`;
  if (action === 'delete') {
    const became = row.state === 'accepted' ? 'accept' : 'decline';
    return [
      [`${prefix}[action]`, became],
      [`${prefix}[${became}_result][leads][0]`, String(row.lead_id)],
      [`${prefix}[uid]`, row.uid],
      [`${prefix}[category]`, row.category],
      [`${prefix}[created_at]`, String(at)],
      [`${prefix}[modified_user_id]`, String(by)],
    ];
  }
  return [
    [`${prefix}[uid]`, row.uid],
    [`${prefix}[category]`, row.category],
    [`${prefix}[source_data][source_name]`, row.source_name],
    [`${prefix}[pipeline_id]`, String(row.pipeline_id)],
    [`${prefix}[account_id]`, String(account.id)],
    [`${prefix}[lead_id]`, String(row.lead_id)],
    [`${prefix}[created_at]`, String(row.created_at)],
  ];
}
