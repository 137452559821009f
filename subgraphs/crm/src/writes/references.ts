import type { EntityManager } from 'typeorm';
import type { InputCheck } from '../../../../service-kit/data/input-check';
import { isId } from '../../../../service-kit/data/ids';
import { reject } from '../../../../service-kit/errors/user-errors';
import { readInOrganization } from '../../../../service-kit/postgres/database';
import type { Card } from '../cards/card.entity';
import { Company } from '../companies/company.entity';
import { Connection } from '../connections/connection.entity';
import { Contact } from '../contacts/contact.entity';
import type { Context } from '../context';
import { CrmUser } from '../crm-users/crm-user.entity';
import { Lead } from '../leads/lead.entity';
import { Stage } from '../pipelines/stage.entity';
import type { ConnectionRef } from '../runtime';

/* What an input refers to: things of one account of the caller's organisation. What is foreign is not there. */

const CARDS = { Lead, Contact, Company };
export type CardType = keyof typeof CARDS;

const SENTENCES = {
  Stage: ['STAGE_NOT_FOUND', 'The account has no such stage. Choose one of its own.'],
  CrmUser: ['CRM_USER_NOT_FOUND', 'The account has no such active person. Choose another.'],
  Lead: ['LEAD_NOT_FOUND', 'The account has no such lead.'],
  Contact: ['CONTACT_NOT_FOUND', 'The account has no such contact.'],
  Company: ['COMPANY_NOT_FOUND', 'The account has no such company.'],
} as const;

/** Looks things up within one account, and notes what is not there. */
export interface References {
  stage(id: string | null | undefined, path: string): Promise<Stage | null>;
  person(id: string | null | undefined, path: string): Promise<CrmUser | null>;
  card<T extends CardType>(
    type: T,
    id: string,
    path: string,
  ): Promise<InstanceType<(typeof CARDS)[T]> | null>;
}

/** Runs look-ups in one short transaction. */
export async function withReferences<T>(
  ctx: Context,
  ref: ConnectionRef,
  check: InputCheck,
  work: (references: References) => Promise<T>,
): Promise<T> {
  return readInOrganization(
    ctx.source,
    ctx.viewer.orgId,
    (db) => work(referencesIn(db, ref, check)),
    ctx.facts.deadlineAt,
  );
}

function referencesIn(db: EntityManager, ref: ConnectionRef, check: InputCheck): References {
  const own = { orgId: ref.orgId, connectionId: ref.connectionId, isDeleted: false };
  const found = <R>(row: R | null, kind: keyof typeof SENTENCES, path: string): R | null => {
    if (!row) check.refuse(SENTENCES[kind][0], path.split('.'), SENTENCES[kind][1]);
    return row;
  };
  return {
    async stage(id, path) {
      if (id == null) return null;
      return found(isId(id) ? await db.findOneBy(Stage, { ...own, id }) : null, 'Stage', path);
    },
    async person(id, path) {
      if (id == null) return null;
      const row = isId(id) ? await db.findOneBy(CrmUser, { ...own, id, isActive: true }) : null;
      return found(row, 'CrmUser', path);
    },
    async card(type, id, path) {
      const row = isId(id) ? await db.findOneBy<Card>(CARDS[type], { ...own, id }) : null;
      return found(row, type, path) as never;
    },
  };
}

/** The cards an input may name, by the field that names each. */
export interface NamedCards {
  leadId?: string | null | undefined;
  contactId?: string | null | undefined;
  companyId?: string | null | undefined;
}

const FIELDS = [
  ['leadId', 'Lead', 'leads'],
  ['contactId', 'Contact', 'contacts'],
  ['companyId', 'Company', 'companies'],
] as const;

/** A card that an input names. */
export interface NamedCard {
  field: keyof NamedCards;
  type: CardType;
  /** In Kommo's paths. */
  kind: 'leads' | 'contacts' | 'companies';
  card: Card;
}

/**
 * The cards that an input names, all of one account.
 *
 * @param count how many it has to name
 * @throws InputRejected
 */
export async function namedCards(ctx: Context, given: NamedCards, count: number): Promise<NamedCard[]> {
  const named = FIELDS.filter(([field]) => given[field] != null);
  if (named.length !== count) {
    const what = count === 1 ? 'one' : 'two';
    throw reject('CARDS_NEEDED', '', `Give exactly ${what} of leadId, contactId and companyId.`);
  }
  const cards = await Promise.all(
    named.map(async ([field, type, kind]) => {
      const id = given[field] ?? '';
      const card = isId(id) ? await ctx.loaders[kind].load(id.toLowerCase()) : null;
      if (!card || card.isDeleted) {
        throw reject(SENTENCES[type][0], field, `Your organisation has no such ${type.toLowerCase()}.`);
      }
      return { field, type, kind, card };
    }),
  );
  const [first, ...others] = cards;
  for (const other of others) {
    if (other.card.connectionId !== first?.card.connectionId) {
      throw reject(
        'OTHER_ACCOUNT',
        other.field,
        'The cards are of two Kommo accounts: they can’t be linked.',
      );
    }
  }
  return cards;
}

/**
 * The account something is made in.
 *
 * @throws InputRejected when there is none, or it isn't clear which
 */
export async function connectionFor(
  ctx: Context,
  connectionId: string | null | undefined,
): Promise<ConnectionRef> {
  const { orgId } = ctx.viewer;
  const working = await readInOrganization(ctx.source, orgId, (db) =>
    db.find(Connection, { where: { orgId }, order: { connectedAt: 'DESC' }, take: 100 }),
  );
  if (connectionId != null) {
    const id = connectionId.toLowerCase();
    if (working.some((one) => one.id === id)) return { orgId, connectionId: id };
    throw reject('CONNECTION_NOT_FOUND', 'connectionId', 'Your organisation has no such connection.');
  }
  const usable = working.filter(({ state }) => state === 'ACTIVE' || state === 'DEGRADED');
  if (usable.length > 1) {
    throw reject(
      'CONNECTION_NEEDED',
      'connectionId',
      'Your organisation has several Kommo accounts: say which.',
    );
  }
  const [only] = usable;
  if (only) return { orgId, connectionId: only.id };
  throw reject(
    'CONNECTION_NEEDED',
    'connectionId',
    'No Kommo account of your organisation works: connect one.',
  );
}
