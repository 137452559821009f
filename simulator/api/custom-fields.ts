import type { FieldDefinition } from '../accounts/fields';
import type { EntityType } from '../accounts/rows';
import type { Call, Handler } from '../http/call';
import { NO_CONTENT, hal } from '../http/reply';
import { listReply, selfLink, sourceOf } from './page';

/** A field as the API shows it. */
export function fieldBody(call: Call, entity: EntityType, field: FieldDefinition): Record<string, unknown> {
  return {
    id: field.id,
    name: field.name,
    type: field.type,
    account_id: call.account.id,
    code: field.code,
    sort: field.sort,
    is_api_only: false,
    enums: field.enums,
    group_id: field.groupId,
    required_statuses: field.requiredStatuses,
    is_deletable: !field.isPredefined,
    is_predefined: field.isPredefined,
    entity_type: entity,
    remind: field.remind,
    triggers: [],
    ...(field.type === 'monetary' ? { currency: call.account.profile.currency } : {}),
    _links: selfLink(call, `/${entity}/custom_fields/${field.id}`),
  };
}

/** `GET /{entity}/custom_fields` (kommo-api.md 3.7). */
export function listFields(entity: EntityType): Handler {
  return (call) =>
    listReply(call, sourceOf(call.account.fields[entity]), {
      key: 'custom_fields',
      body: (field) => fieldBody(call, entity, field),
      totals: true,
    });
}

/** `GET /{entity}/custom_fields/{id}`. */
export function getField(entity: EntityType): Handler {
  return (call) => {
    const field = call.account.fields[entity].find((candidate) => String(candidate.id) === call.params.id);
    return field ? hal(fieldBody(call, entity, field)) : NO_CONTENT;
  };
}
