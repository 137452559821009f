import type { Catalog, ElementRow } from '../accounts/catalogs';
import type { Call } from '../http/call';
import { NO_CONTENT, hal, problem, type Reply } from '../http/reply';
import { batchReply, singleReply, type BatchRules } from './batch';
import { selectionOf, type FilterRules } from './filters';
import { listReply, selfLink, sourceOf } from './page';
import type { RowCheck } from './row-check';
import type { RawRow } from './row-check';

/* Lists and what stands in them (kommo-api.md 3.15). */

function catalogBody(call: Call, { id, name, type, sort }: Catalog): Record<string, unknown> {
  const { account } = call;
  return {
    id,
    name,
    created_by: account.users[0]?.id ?? 0,
    updated_by: account.users[0]?.id ?? 0,
    created_at: account.updatedAt,
    updated_at: account.updatedAt,
    sort,
    type,
    can_add_elements: true,
    can_show_in_cards: false,
    can_link_multiple: true,
    can_be_deleted: type === 'regular',
    account_id: account.id,
    _links: selfLink(call, `/catalogs/${id}`),
  };
}

/** `GET /catalogs`. */
export function listCatalogs(call: Call): Reply {
  return listReply(call, sourceOf(call.account.catalogs.lists), {
    key: 'catalogs',
    body: (row) => catalogBody(call, row),
  });
}

/** `GET /catalogs/{id}`. */
export function getCatalog(call: Call): Reply {
  const found = call.account.catalogs.list(Number(call.params.id));
  return found ? hal(catalogBody(call, found)) : NO_CONTENT;
}

function elementBody(call: Call, row: ElementRow): Record<string, unknown> {
  return {
    ...row,
    is_deleted: false,
    account_id: call.account.id,
    _links: selfLink(call, `/catalogs/${row.catalog_id}/elements/${row.id}`),
  };
}

const RULES: FilterRules<ElementRow> = {
  values: {},
  times: {},
  orders: ['id'],
  search: ({ name }) => name,
};

/** `GET /catalogs/{id}/elements`. */
export function listElements(call: Call): Reply {
  const { catalogs } = call.account;
  const id = Number(call.params.id);
  if (!catalogs.list(id)) return problem(404, 'Requested entity not found');
  const selection = selectionOf(call, RULES);
  const found = catalogs.elements.find({
    ...selection,
    matches: (row) => row.catalog_id === id && (selection.matches?.(row) ?? true),
    cacheKey: `${selection.cacheKey}|${id}`,
  });
  return listReply(call, found, { key: 'elements', body: (row) => elementBody(call, row) });
}

function elementOf(call: Call): ElementRow | undefined {
  const row = call.account.catalogs.elements.get(Number(call.params.element_id));
  return row && row.catalog_id === Number(call.params.id) ? row : undefined;
}

/** `GET /catalogs/{id}/elements/{element_id}`. */
export function getElement(call: Call): Reply {
  const row = elementOf(call);
  return row ? hal(elementBody(call, row)) : NO_CONTENT;
}

function createRules(call: Call): BatchRules<string> {
  const { account, now, user } = call;
  return {
    read: (row: RawRow, check: RowCheck) => {
      check.onlyKeys(row, new Set(['name', 'request_id', 'custom_fields_values']));
      return check.text(row, 'name', true) ?? '';
    },
    apply: (name) => {
      const made = account.catalogs.elements.insert((id) => ({
        id,
        catalog_id: Number(call.params.id),
        name,
        created_by: user.id,
        updated_by: user.id,
        created_at: now,
        updated_at: now,
        custom_fields_values: null,
      }));
      return elementBody(call, made);
    },
  };
}

/** `POST /catalogs/{id}/elements`. */
export function createElements(call: Call): Reply {
  if (!call.account.catalogs.list(Number(call.params.id))) return problem(404, 'Requested entity not found');
  return batchReply(call, 'elements', createRules(call));
}

/** `PATCH /catalogs/{id}/elements/{element_id}`. */
export function changeElement(call: Call): Reply {
  const row = elementOf(call);
  if (!row) return problem(404, 'Requested entity not found');
  return singleReply(call, { id: row.id }, {
    read: (given, check) => {
      check.onlyKeys(given, new Set(['id', 'name', 'request_id']));
      return check.text(given, 'name', true) ?? '';
    },
    apply: (name) => {
      call.account.catalogs.elements.update([row.id], (changed) => {
        Object.assign(changed, { name, updated_at: call.now, updated_by: call.user.id });
      });
      return elementBody(call, row);
    },
  } satisfies BatchRules<string>);
}

/** What a lead has of the lists, as `with=catalog_elements` shows it. */
export function elementStubs({ account }: Pick<Call, 'account'>, leadId: number): Record<string, unknown>[] {
  return [...account.catalogs.ofLead(leadId)].flatMap(([id, quantity]) => {
    // Whether Kommo unlinks what is deleted is not known: it goes on being shown here.
    const row = account.catalogs.elements.get(id, ['live', 'gone']);
    if (!row) return [];
    const { catalog_id } = row;
    return [{ id, metadata: { quantity, catalog_id }, quantity, catalog_id }];
  });
}
