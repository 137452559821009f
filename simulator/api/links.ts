import type { Account } from '../accounts/account';
import { recordEvent } from '../accounts/mutations';
import type { EntityType } from '../accounts/rows';
import { SINGULAR } from '../accounts/seed-events';
import type { Call, Handler } from '../http/call';
import { at, textsOf } from '../http/query-string';
import { NO_CONTENT, hal, problem } from '../http/reply';
import type { Relation } from '../store/relation';
import { runBatch, type BatchRules } from './batch';
import type { RowCheck } from './row-check';
import { isObject, type RawRow } from './row-check';

interface Joint {
  relation: Relation;
  /** The entity asked about stands on the relation's left side. */
  isLeft: boolean;
}

const PARTNERS: Record<EntityType, EntityType[]> = {
  leads: ['contacts', 'companies'],
  contacts: ['leads', 'companies'],
  companies: ['leads', 'contacts'],
};

function jointOf({ links }: Account, from: EntityType, to: EntityType): Joint {
  const joints: Record<string, Joint> = {
    'leads|contacts': { relation: links.leadContacts, isLeft: true },
    'contacts|leads': { relation: links.leadContacts, isLeft: false },
    'leads|companies': { relation: links.leadCompanies, isLeft: true },
    'companies|leads': { relation: links.leadCompanies, isLeft: false },
    'contacts|companies': { relation: links.contactCompanies, isLeft: true },
    'companies|contacts': { relation: links.contactCompanies, isLeft: false },
  };
  return joints[`${from}|${to}`] as Joint;
}

interface LinkItem {
  entity_id: number;
  entity_type: EntityType;
  to_entity_id: number;
  to_entity_type: LinkedType;
  metadata: { main_contact: boolean } | { quantity: number; catalog_id: number } | null;
}

/** What a card can be linked to: a lead also to what stands in the account's lists. */
type LinkedType = EntityType | 'catalog_elements';

function elementsOf({ catalogs }: Account, entity: EntityType, id: number): LinkItem[] {
  if (entity !== 'leads') return [];
  return [...catalogs.ofLead(id)].flatMap(([elementId, quantity]) => {
    const row = catalogs.elements.get(elementId);
    if (!row) return [];
    const metadata = { quantity, catalog_id: row.catalog_id };
    const to = { to_entity_id: elementId, to_entity_type: 'catalog_elements' as const };
    return [{ entity_id: id, entity_type: entity, ...to, metadata }];
  });
}

function linksOf(account: Account, entity: EntityType, id: number): LinkItem[] {
  return PARTNERS[entity].flatMap((to) => {
    const { relation, isLeft } = jointOf(account, entity, to);
    const others = isLeft ? relation.rightsOf(id) : relation.leftsOf(id);
    return others
      .filter((other) => account[to].isLive(other))
      .map((other) => {
        const [lead, contact] = isLeft ? [id, other] : [other, id];
        const main = relation.rightsOf(lead)[0] === contact;
        const metadata = relation === account.links.leadContacts ? { main_contact: main } : null;
        return { entity_id: id, entity_type: entity, to_entity_id: other, to_entity_type: to, metadata };
      });
  });
}

function listBody(call: Call, items: readonly LinkItem[]) {
  const self = { href: `https://${call.account.host}${call.path}` };
  return hal({ _total_items: items.length, _links: { self }, _embedded: { links: items } });
}

/** `GET /{entity}/{id}/links` and `GET /{entity}/links?filter[entity_id][]=…` (kommo-api.md 3.13). */
export function listLinks(entity: EntityType): Handler {
  return (call) => {
    const ids =
      call.params.id === undefined ? textsOf(at(call.query, 'filter', 'entity_id')) : [call.params.id];
    const toIds = textsOf(at(call.query, 'filter', 'to_entity_id'));
    const toTypes = textsOf(at(call.query, 'filter', 'to_entity_type'));
    const items = ids
      .map(Number)
      .filter((id) => call.account[entity].get(id))
      .flatMap((id) => [...linksOf(call.account, entity, id), ...elementsOf(call.account, entity, id)])
      .filter((item) => toIds.length === 0 || toIds.includes(String(item.to_entity_id)))
      .filter((item) => toTypes.length === 0 || toTypes.includes(item.to_entity_type));
    return items.length > 0 ? listBody(call, items) : NO_CONTENT;
  };
}

interface LinkWrite {
  id: number;
  to: LinkedType;
  toId: number;
  main: boolean;
  quantity: number;
}

const ELEMENTS = ['catalog_elements'] as const;
const KEYS = new Set(['entity_id', 'to_entity_id', 'to_entity_type', 'metadata', 'request_id']);

function readLink(call: Call, entity: EntityType, row: RawRow, check: RowCheck): LinkWrite {
  check.onlyKeys(row, KEYS);
  const { account } = call;
  const id = check.choice(row, 'entity_id', (known) => account[entity].get(known) !== undefined) ?? 0;
  const type = check.text(row, 'to_entity_type', true);
  const partners: LinkedType[] = [...PARTNERS[entity], ...(entity === 'leads' ? ELEMENTS : [])];
  const to = partners.find((partner) => partner === type);
  if (type !== undefined && !to) check.fail('NotSupportedChoice', 'to_entity_type');
  const isCard = (known: number): boolean => {
    if (to === 'catalog_elements') return account.catalogs.elements.get(known) !== undefined;
    return to === undefined || account[to].get(known) !== undefined;
  };
  const toId = check.choice(row, 'to_entity_id', isCard) ?? 0;
  if (row.to_entity_id === undefined) check.fail('FieldMissing', 'to_entity_id');
  const metadata = isObject(row.metadata) ? row.metadata : {};
  // Reads say `main_contact`; one page of the documentation writes `is_main`: both are taken.
  return {
    id,
    to: to ?? 'contacts',
    toId,
    main: metadata.main_contact === true || metadata.is_main === true,
    quantity: typeof metadata.quantity === 'number' ? metadata.quantity : 1,
  };
}

function setElement({ account }: Call, { id, toId, quantity }: LinkWrite, linked: boolean): LinkItem {
  if (linked) account.catalogs.link(id, toId, quantity);
  else account.catalogs.unlink(id, toId);
  const metadata = { quantity, catalog_id: account.catalogs.elements.get(toId)?.catalog_id ?? 0 };
  const to = { to_entity_id: toId, to_entity_type: 'catalog_elements' as const };
  return { entity_id: id, entity_type: 'leads', ...to, metadata };
}

function setLink(call: Call, entity: EntityType, { to, ...rest }: LinkWrite, linked: boolean): LinkItem {
  if (to === 'catalog_elements') return setElement(call, { to, ...rest }, linked);
  const write = { to, ...rest };
  const { account, now, user } = call;
  const { relation, isLeft } = jointOf(account, entity, write.to);
  const [left, right] = isLeft ? [write.id, write.toId] : [write.toId, write.id];
  if (linked && relation === account.links.leadCompanies) {
    // A lead has one company at most: a new one takes the place of the old one.
    for (const old of relation.rightsOf(left)) if (old !== right) relation.unlink(left, old);
  }
  if (linked) relation.link(left, right, write.main);
  else relation.unlink(left, right);
  const value = [{ link: { entity: { type: SINGULAR[write.to], id: write.toId } } }];
  recordEvent(
    account,
    { at: now, by: user.id },
    {
      type: linked ? 'entity_linked' : 'entity_unlinked',
      entity_type: SINGULAR[entity],
      entity_id: write.id,
      ...(linked ? { value_after: value } : { value_before: value }),
    },
  );
  const metadata =
    relation === account.links.leadContacts ? { main_contact: relation.rightsOf(left)[0] === right } : null;
  return {
    entity_id: write.id,
    entity_type: entity,
    to_entity_id: write.toId,
    to_entity_type: write.to,
    metadata,
  };
}

/** `POST /{entity}/{id}/link|unlink`, and the mass forms without id. Linking answers 200, unlinking 204. */
export function changeLinks(entity: EntityType, linked: boolean): Handler {
  return (call) => {
    const id = call.params.id === undefined ? undefined : Number(call.params.id);
    if (id !== undefined && !call.account[entity].get(id)) return problem(404, 'Requested entity not found');
    const items: LinkItem[] = [];
    const rules: BatchRules<LinkWrite> = {
      read: (row, check) => readLink(call, entity, id === undefined ? row : { ...row, entity_id: id }, check),
      apply: (write) => {
        items.push(setLink(call, entity, write, linked));
        return {};
      },
    };
    const result = runBatch(call, call.body, rules);
    if ('refusal' in result) return result.refusal;
    return linked ? listBody(call, items) : NO_CONTENT;
  };
}
