import { inOrganization } from '../../../../service-kit/postgres/database';
import { auditScopes, forgetReads } from '../../../../service-kit/subgraph/context';
import type { Company } from '../companies/company.entity';
import { clientOf } from '../connections/kommo-client';
import type { Contact } from '../contacts/contact.entity';
import type { Context } from '../context';
import type { LinkCrmCardsInput, UnlinkCrmCardsInput } from '../generated/types';
import { causeOf } from '../history/cause';
import { KommoError } from '../kommo/kommo-error';
import type { Lead } from '../leads/lead.entity';
import { canAsk, refetchCards } from '../sync/refetch';
import { mayBeDone, rejectionOf, UNCERTAIN_NOTE, unusable } from './refusals';
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
        cause: causeOf(ctx.viewer),
      });
    }
    forgetReads(ctx);
  };
  const isMain = linked && input.isMain && right.type === 'Contact';
  let failure: KommoError | null = null;
  try {
    const row = {
      to_entity_id: Number(right.card.kommoId),
      to_entity_type: right.kind,
      ...(isMain ? { metadata: { is_main: true } } : {}),
    };
    const path = `/${left.kind}/${card.kommoId}/${linked ? 'link' : 'unlink'}`;
    await clientOf(ctx.crm, card).write('POST', path, [row], { lane: 'interactive' });
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    if (!mayBeDone(error)) throw rejectionOf(error);
    failure = error;
  }
  let isCertain = !failure;
  try {
    await refetch().catch((error: unknown) => {
      if (!(error instanceof KommoError)) throw error;
      if (failure) throw rejectionOf(failure);
      ctx.log.warn({ err: error, cardId: card.id }, 'cards could not be fetched after their link');
    });
    const now = await linkedNow(ctx, left, right, isMain);
    if (failure && now.isLinked !== linked) throw rejectionOf(failure);
    isCertain = true;
    return now.cards;
  } finally {
    await note(ctx, left, right, { linked, isCertain });
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

async function note(
  ctx: Context,
  left: NamedCard,
  right: NamedCard,
  { linked, isCertain }: { linked: boolean; isCertain: boolean },
): Promise<void> {
  const scope = auditScopes(ctx)();
  const link = { [right.field]: right.card.id };
  const after = { ...(linked ? link : {}), ...(isCertain ? {} : UNCERTAIN_NOTE) };
  scope?.told.push({
    ...{ type: left.type, id: left.card.id },
    ...(linked ? {} : { before: link }),
    ...(Object.keys(after).length > 0 ? { after } : {}),
  });
  await inOrganization(ctx.source, left.card.orgId, async () => undefined, undefined, scope);
}
