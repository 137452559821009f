import { offsetText } from '../accounts/time-zone';
import type { Call } from '../http/call';
import { hal, type Reply } from '../http/reply';
import { uuidFrom } from '../random';
import { selfLink, withOf } from './page';

const CREATED = 1732665600;

function taskTypes(ownId: number): unknown[] {
  return [
    { id: 1, name: 'Follow-up', color: null, icon_id: null, code: 'FOLLOW_UP' },
    { id: 2, name: 'Meeting', color: null, icon_id: null, code: 'MEETING' },
    { id: ownId, name: 'Demo call', color: '00AAFF', icon_id: 5, code: null },
  ];
}

function embedded({ account, world, now }: Call, extras: ReadonlySet<string>): Record<string, unknown> {
  const group = 410001 + account.profile.series * 1000;
  const parts: Record<string, () => unknown> = {
    amojo_rights: () => ({ can_direct: true, can_create_groups: true }),
    users_groups: () => [
      { id: 0, name: 'Sales', uuid: null },
      { id: group, name: 'Support', uuid: uuidFrom(world.seed, `${account.id}|group`) },
    ],
    task_types: () => taskTypes(account.taskTypeId),
    datetime_settings: () => ({
      date_pattern: 'd.m.Y H:i',
      short_date_pattern: 'd.m.Y',
      short_time_pattern: 'H:i',
      date_format: 'd.m.Y',
      time_format: 'H:i:s',
      timezone: account.profile.timeZone,
      timezone_offset: offsetText(account.profile.timeZone, now),
    }),
  };
  return Object.fromEntries(
    Object.entries(parts)
      .filter(([name]) => extras.has(name))
      .map(([name, make]) => [name, make()]),
  );
}

/** `GET /account` (kommo-api.md 3.1). */
export function getAccount(call: Call): Reply {
  const { account, user } = call;
  const { profile } = account;
  const extras = withOf(call);
  const parts = embedded(call, extras);
  return hal({
    id: account.id,
    name: profile.name,
    subdomain: account.subdomain,
    created_at: CREATED,
    created_by: 0,
    updated_at: account.updatedAt,
    updated_by: 0,
    current_user_id: user.id,
    country: profile.country,
    currency: profile.currency,
    currency_symbol: profile.currencySymbol,
    customers_mode: 'disabled',
    is_unsorted_on: true,
    mobile_feature_version: 0,
    is_loss_reason_enabled: true,
    is_helpbot_enabled: false,
    is_technical_account: true,
    contact_name_display_order: 1,
    ...(extras.has('amojo_id') ? { amojo_id: account.amojoId } : {}),
    ...(extras.has('version') ? { version: 12 } : {}),
    ...(extras.has('drive_url') ? { drive_url: 'https://drive-c.kommo.com' } : {}),
    ...(extras.has('is_api_filter_enabled') ? { is_api_filter_enabled: account.plan.filters } : {}),
    _links: selfLink(call, '/account'),
    ...(Object.keys(parts).length > 0 ? { _embedded: parts } : {}),
  });
}
