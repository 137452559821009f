import { forgetReads } from '../../../../service-kit/subgraph/context';
import type { Company } from '../companies/company.entity';
import { clientOf } from '../connections/kommo-client';
import type { Contact } from '../contacts/contact.entity';
import type { Context } from '../context';
import type { LinkCrmCardsInput, UnlinkCrmCardsInput } from '../generated/types';
import { KommoError } from '../kommo/kommo-error';
import type { Lead } from '../leads/lead.entity';
import { canAsk, refetchCards } from '../sync/refetch';
import { dropChange, endChange, intendChange, sendInTime, type IntendedChange } from './change-store';
import { mayBeDone, rejectionOf, unusable } from './refusals';
import { namedCards, type NamedCard } from './references';

/** The cards as they are now. */
export interface Linked {
  lead: Lead | null;
  contact: Contact | null;
  company: Company | null;
}

const ENTITIES = { leads: 'LEADS', contacts: 'CONTACTS', companies: 'COMPANIES' } as const;

/** Links two cards in Kommo. @throws InputRejected */
export const linkCrmCards = (ctx: Context, input: LinkCrmCardsInput): Promise<Linked> =>
  setLink(ctx, input, true);

/** Takes a link away in Kommo. @throws InputRejected */
export const unlinkCrmCards = (ctx: Context, input: UnlinkCrmCardsInput): Promise<Linked> =>
  setLink(ctx, { ...input, isMain: false }, false);

/**
 * A link is set or it is not, so doing it twice does nothing more. What the left card shows of it decides when Kommo's answer was
 * lost: a lead of its contacts and company, a contact of its company.
 */
async function setLink(ctx: Context, input: LinkCrmCardsInput, linked: boolean): Promise<Linked> {
  const [left, right] = (await namedCards(ctx, input, 2)) as [NamedCard, NamedCard];
  const { card } = left;
  if (!(await canAsk(ctx.crm, card))) throw unusable();
  const refetch = async () => {
    for (const { kind, card: one } of [left, right]) {
      await refetchCards(ctx.crm, one, ENTITIES[kind], [one.kommoId], {
        lane: 'interactive',
        cause: { kind: 'SYNC' },
      });
    }
    forgetReads(ctx);
  };
  const isMain = linked && input.isMain && right.type === 'Contact';
  const change = await intend(ctx, left, right, { linked, isMain });
  const failure = await send(ctx, left, right, { linked, isMain, change });
  let isFetched = true;
  await refetch().catch((error: unknown) => {
    if (!(error instanceof KommoError)) throw error;
    isFetched = false;
    ctx.log.warn({ err: error, cardId: card.id }, 'cards could not be fetched after their link');
  });
  const now = await linkedNow(ctx, left, right, isMain);
  const isSeen = isFetched && (!failure || now.isLinked === linked);
  await endChange(ctx.source, change, failure && !isSeen ? 'UNCERTAIN' : 'DONE', isSeen);
  if (failure && !isSeen) throw rejectionOf(failure);
  return now.cards;
}

/** @returns what went wrong, when it may have been done all the same @throws InputRejected when it was not */
async function send(
  ctx: Context,
  left: NamedCard,
  right: NamedCard,
  { linked, isMain, change }: { linked: boolean; isMain: boolean; change: IntendedChange },
): Promise<KommoError | null> {
  const row = {
    to_entity_id: Number(right.card.kommoId),
    to_entity_type: right.kind,
    ...(isMain ? { metadata: { is_main: true } } : {}),
  };
  const path = `/${left.kind}/${left.card.kommoId}/${linked ? 'link' : 'unlink'}`;
  const client = clientOf(ctx.crm, left.card);
  try {
    await sendInTime((signal) => client.write('POST', path, [row], { lane: 'interactive', signal }));
    return null;
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    if (mayBeDone(error)) return error;
    await dropChange(ctx.source, change);
    throw rejectionOf(error);
  }
}

/** @param isMain whether a contact counts as linked only where it is the main one */
async function linkedNow(ctx: Context, left: NamedCard, right: NamedCard, isMain: boolean) {
  const ids = Object.fromEntries([left, right].map(({ kind, card }) => [kind, card.id]));
  const cards: Linked = {
    lead: ids['leads'] ? await ctx.loaders.leads.load(ids['leads']) : null,
    contact: ids['contacts'] ? await ctx.loaders.contacts.load(ids['contacts']) : null,
    company: ids['companies'] ? await ctx.loaders.companies.load(ids['companies']) : null,
  };
  const { lead, contact } = cards;
  if (right.type === 'Company') {
    return { cards, isLinked: (lead ?? contact)?.companyKommoId === right.card.kommoId };
  }
  const contacts = lead ? await ctx.loaders.contactsByLead.load(lead) : [];
  const linked = isMain ? contacts.slice(0, 1) : contacts; // the main one stands first
  return { cards, isLinked: linked.some(({ id }) => id === right.card.id) };
}

/** Writes the change down. Whether it gives the card a new time, Kommo does not say (kommo-api.md 3.17). */
function intend(
  ctx: Context,
  left: NamedCard,
  right: NamedCard,
  { linked, isMain }: { linked: boolean; isMain: boolean },
): Promise<IntendedChange> {
  const { id, orgId, connectionId, kommoId } = left.card;
  const sent =
    right.type === 'Company'
      ? { company_kommo_id: linked ? right.card.kommoId : null }
      : { [`contact.${right.card.kommoId}`]: isMain ? 'main' : linked };
  const link = { [right.field]: right.card.id };
  const row = { orgId, connectionId, kommoId, kind: ENTITIES[left.kind], wasChangedAt: null };
  const told = { type: left.type, id, ...(linked ? { after: link } : { before: link }) };
  return intendChange(ctx, { ...row, sent, implied: [] }, told);
}
