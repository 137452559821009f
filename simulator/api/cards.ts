import type {
  CardRow,
  CompanyRow,
  ContactRow,
  CustomFieldValue,
  EntityType,
  LeadRow,
} from '../accounts/rows';
import type { Account } from '../accounts/account';
import { elementStubs } from './catalogs';
import { selfLink, type PageRequest } from './page';

type Body = Record<string, unknown>;

/** What a card body is made for: the account, the asked-for extras, and the page if it stands in a list. */
export interface CardContext {
  account: Account;
  extras: ReadonlySet<string>;
  page?: PageRequest | undefined;
}

function linksOf(context: CardContext, entity: EntityType, id: number): Body {
  // In lists Kommo repeats page and limit in the row's own link.
  const suffix = context.page ? `?page=${context.page.page}&limit=${context.page.limit}` : '';
  return selfLink(context, `/${entity}/${id}${suffix}`);
}

function stubs(
  context: CardContext,
  entity: EntityType,
  ids: readonly number[],
  extra?: (at: number) => Body,
): Body[] {
  return ids
    .filter((id) => context.account[entity].isLive(id))
    .map((id, index) => ({ id, ...extra?.(index), _links: selfLink(context, `/${entity}/${id}`) }));
}

function tagsOf(context: CardContext, entity: EntityType, row: CardRow): Body[] {
  return row.tags.flatMap((id) => {
    const tag = context.account.tags[entity].get(id);
    return tag ? [{ ...tag }] : [];
  });
}

/** A card's values as the fields are defined now: renamed ones by their new name, deleted ones left out. */
function fieldsOf(account: Account, entity: EntityType, row: CardRow): CustomFieldValue[] | null {
  const shown = row.custom_fields_values?.flatMap((value) => {
    const field = account.fields[entity].find(({ id }) => id === value.field_id);
    return field ? [{ ...value, field_name: field.name, field_type: field.type }] : [];
  });
  return shown && shown.length > 0 ? shown : row.custom_fields_values && [];
}

/** The body of a lead (kommo-api.md 3.4), keys in Kommo's order. */
export function leadBody(context: CardContext, row: LeadRow): Body {
  const { account, extras } = context;
  const reason = account.lossReasons.find((candidate) => candidate.id === row.loss_reason_id);
  const contacts = () =>
    stubs(context, 'contacts', account.links.leadContacts.rightsOf(row.id), (at) => ({ is_main: at === 0 }));
  return {
    id: row.id,
    name: row.name,
    price: row.price,
    responsible_user_id: row.responsible_user_id,
    group_id: row.group_id,
    status_id: row.status_id,
    pipeline_id: row.pipeline_id,
    loss_reason_id: row.loss_reason_id,
    ...(extras.has('source_id') ? { source_id: row.source_id } : {}),
    created_by: row.created_by,
    updated_by: row.updated_by,
    created_at: row.created_at,
    updated_at: row.updated_at,
    closed_at: row.closed_at,
    closest_task_at: account.closestTaskAt('leads', row.id),
    is_deleted: false,
    custom_fields_values: fieldsOf(account, 'leads', row),
    score: row.score,
    account_id: account.id,
    labor_cost: row.labor_cost,
    ...(extras.has('is_price_modified_by_robot')
      ? { is_price_modified_by_robot: row.is_price_modified_by_robot }
      : {}),
    _links: linksOf(context, 'leads', row.id),
    _embedded: {
      tags: tagsOf(context, 'leads', row),
      companies: stubs(context, 'companies', account.links.leadCompanies.rightsOf(row.id)),
      ...(extras.has('contacts') ? { contacts: contacts() } : {}),
      ...(extras.has('loss_reason')
        ? { loss_reason: reason ? [{ id: reason.id, name: reason.name }] : [] }
        : {}),
      ...(extras.has('catalog_elements') ? { catalog_elements: elementStubs(context, row.id) } : {}),
    },
  };
}

/** What the bin tells about a deleted lead: little (kommo-api.md 3.4). */
export function deletedLeadBody({ account }: CardContext, row: LeadRow): Body {
  return {
    id: row.id,
    updated_at: row.updated_at,
    is_deleted: true,
    _links: selfLink({ account }, `/leads/${row.id}`),
  };
}

/** The body of a contact (3.5). */
export function contactBody(context: CardContext, row: ContactRow): Body {
  const { account, extras } = context;
  return {
    id: row.id,
    name: row.name,
    first_name: row.first_name,
    last_name: row.last_name,
    responsible_user_id: row.responsible_user_id,
    group_id: row.group_id,
    created_by: row.created_by,
    updated_by: row.updated_by,
    created_at: row.created_at,
    updated_at: row.updated_at,
    closest_task_at: account.closestTaskAt('contacts', row.id),
    is_deleted: false,
    is_unsorted: row.is_unsorted,
    custom_fields_values: fieldsOf(account, 'contacts', row),
    account_id: account.id,
    _links: linksOf(context, 'contacts', row.id),
    _embedded: {
      tags: tagsOf(context, 'contacts', row),
      companies: stubs(context, 'companies', account.links.contactCompanies.rightsOf(row.id)),
      ...(extras.has('leads')
        ? { leads: stubs(context, 'leads', account.links.leadContacts.leftsOf(row.id)) }
        : {}),
      ...(extras.has('customers') ? { customers: [] } : {}),
      ...(extras.has('catalog_elements') ? { catalog_elements: [] } : {}),
      ...(extras.has('social_profiles') ? { social_profiles: [] } : {}),
    },
  };
}

/** The body of a company (3.6). */
export function companyBody(context: CardContext, row: CompanyRow): Body {
  const { account, extras } = context;
  const { contactCompanies, leadCompanies } = account.links;
  return {
    id: row.id,
    name: row.name,
    responsible_user_id: row.responsible_user_id,
    group_id: row.group_id,
    created_by: row.created_by,
    updated_by: row.updated_by,
    created_at: row.created_at,
    updated_at: row.updated_at,
    closest_task_at: account.closestTaskAt('companies', row.id),
    is_deleted: false,
    custom_fields_values: fieldsOf(account, 'companies', row),
    account_id: account.id,
    _links: linksOf(context, 'companies', row.id),
    _embedded: {
      tags: tagsOf(context, 'companies', row),
      ...(extras.has('contacts')
        ? { contacts: stubs(context, 'contacts', contactCompanies.leftsOf(row.id)) }
        : {}),
      ...(extras.has('leads') ? { leads: stubs(context, 'leads', leadCompanies.leftsOf(row.id)) } : {}),
      ...(extras.has('customers') ? { customers: [] } : {}),
      ...(extras.has('catalog_elements') ? { catalog_elements: [] } : {}),
    },
  };
}
