import { checkId } from '../../../../service-kit/data/ids';
import { notFound } from '../../../../service-kit/errors/errors';
import { InputRejected } from '../../../../service-kit/errors/user-errors';
import { forgetReads } from '../../../../service-kit/subgraph/context';
import { refuseWithoutRight } from '../access/missing-right';
import type { Card } from '../cards/card.entity';
import type { Company } from '../companies/company.entity';
import { clientOf } from '../connections/kommo-client';
import type { Contact } from '../contacts/contact.entity';
import type { Context } from '../context';
import type { CustomField } from '../custom-fields/custom-field.entity';
import type { CrmCardField, CrmConflictPolicy, CrmFieldPolicyInput } from '../generated/types';
import { sentOfCard } from '../history/sent-values';
import { KommoError } from '../kommo/kommo-error';
import type { Lead } from '../leads/lead.entity';
import { canAsk, refetchCards } from '../sync/refetch';
import type { CardEntity } from '../sync/sync-cursor.entity';
import { dropChange, endChange, intendChange, sendInTime, type IntendedChange } from './change-store';
import { mayBeDone, quoted, rejectionOf, unusable, type Places } from './refusals';
import type { Wish } from './wishes';

/*
 * Changes go to Kommo first, and our copy follows by fetching the card again: there is never a value of ours that Kommo does not
 * have. Only what differs from the card as Kommo has it now is sent (kommo-api.md 2.7), for our copy may be old; a field that was
 * changed in Kommo meanwhile is told, and treated as the caller says. A change sets values, so doing it twice does nothing more;
 * when the answer is lost, the card is looked up before anything is told. What may have been done is noted as uncertain: sent again, it
 * finds nothing to do, and notes nothing. It is written down before it goes out (change-store.ts), so a process that dies leaves no
 * change that nobody has made.
 */

interface Cards {
  Lead: Lead;
  Contact: Contact;
  Company: Company;
}

const KINDS = {
  Lead: { entity: 'LEADS', path: '/leads', loader: 'leads' },
  Contact: { entity: 'CONTACTS', path: '/contacts', loader: 'contacts' },
  Company: { entity: 'COMPANIES', path: '/companies', loader: 'companies' },
} as const satisfies Record<keyof Cards, { entity: CardEntity; path: string; loader: string }>;

/** Columns of ours that Kommo changes with a field's own. */
const IMPLIED: Partial<Record<CrmCardField, readonly string[]>> = {
  NAME: ['first_name', 'last_name'],
  FIRST_NAME: ['name'],
  LAST_NAME: ['name'],
  STAGE: ['closed_at'],
};

/** How fields are treated that were changed in Kommo meanwhile. */
export interface Policies {
  onConflict: CrmConflictPolicy;
  fieldPolicies?: readonly CrmFieldPolicyInput[] | null;
}

/** A field that had been changed in Kommo since our copy was made. */
interface Conflict {
  field: CrmCardField;
  customField: CustomField | null;
  ours: string;
  theirs: string;
  outcome: CrmConflictPolicy;
}

/** What a change came to. */
export interface Changed<C extends Card> {
  card: C | null;
  conflicts: Conflict[];
}

/** A change of one card. */
export class CardChange<T extends keyof Cards> {
  private readonly kind: (typeof KINDS)[T];

  constructor(
    private readonly ctx: Context,
    private readonly type: T,
    private readonly policies: Policies,
    /** @throws InputRejected */
    private readonly wishesOf: (card: Cards[T]) => Promise<Wish<Cards[T]>[]>,
  ) {
    this.kind = KINDS[type];
  }

  /** Makes the change. @throws InputRejected, GraphQLError NOT_FOUND */
  async make(id: string): Promise<Changed<Cards[T]>> {
    const ours = await this.load(checkId(id, this.type));
    if (!ours || ours.isDeleted) throw notFound(this.type);
    const wishes = await this.wishesOf(ours); // what can't be asked for is refused before Kommo is asked
    const fresh = await this.fresh(ours, wishes);
    const { wanted, conflicts } = this.weigh(wishes, ours, fresh);
    if (wanted.length > 0) await this.apply(fresh, wanted);
    return { card: await this.again(ours.id), conflicts };
  }

  private load(id: string): Promise<Cards[T] | null> {
    return this.ctx.loaders[this.kind.loader].load(id) as Promise<Cards[T] | null>;
  }

  private again(id: string): Promise<Cards[T] | null> {
    forgetReads(this.ctx);
    return this.load(id);
  }

  /** The card as Kommo has it now; our copy where Kommo can't say, and it will do. @throws InputRejected, GraphQLError NOT_FOUND */
  private async fresh(card: Cards[T], wishes: readonly Wish<Cards[T]>[]): Promise<Cards[T]> {
    if (!(await canAsk(this.ctx.crm, card))) return card;
    try {
      await this.refetch(card);
    } catch (error) {
      if (!(error instanceof KommoError)) throw error;
      if (this.needsFresh(wishes)) throw rejectionOf(error);
      this.ctx.log.info({ err: error, cardId: card.id }, 'card could not be fetched before its change');
      return card;
    }
    const fresh = await this.again(card.id);
    if (!fresh || fresh.isDeleted) throw notFound(this.type);
    return fresh;
  }

  /** Whether our copy won't do: a policy asks what Kommo has, or a whole list takes the place of the one that is there. */
  private needsFresh(wishes: readonly Wish<Cards[T]>[]): boolean {
    const { onConflict, fieldPolicies } = this.policies;
    const policies = [onConflict, ...(fieldPolicies ?? []).map(({ policy }) => policy)];
    return (
      policies.some((policy) => policy !== 'OVERWRITE') ||
      wishes.some(({ field }) => field === 'PHONES' || field === 'EMAILS')
    );
  }

  private refetch(card: Cards[T]): Promise<unknown> {
    const options = { lane: 'interactive', cause: { kind: 'SYNC' } } as const;
    return refetchCards(this.ctx.crm, card, this.kind.entity, [card.kommoId], options);
  }

  /** What is still to be done, and what was changed in Kommo meanwhile. @throws InputRejected by policy */
  private weigh(wishes: readonly Wish<Cards[T]>[], ours: Cards[T], fresh: Cards[T]) {
    const { onConflict, fieldPolicies } = this.policies;
    const policyOf = (field: CrmCardField): CrmConflictPolicy =>
      fieldPolicies?.find((one) => one.field === field)?.policy ?? onConflict;
    const open = wishes.filter((wish) => !wish.isMet(fresh));
    const isChanged = (wish: Wish<Cards[T]>) => wish.shown(ours) !== wish.shown(fresh);
    const changed = open.filter(isChanged);
    const refused = changed.filter(({ field }) => policyOf(field) === 'REFUSE');
    if (refused.length > 0) {
      throw new InputRejected(
        refused.map((wish) => ({
          code: 'CHANGED_IN_KOMMO',
          path: wish.path,
          message: `This was changed in Kommo meanwhile: it is now "${quoted(wish.shown(fresh))}". Look at it, and decide.`,
        })),
      );
    }
    return {
      wanted: open.filter((wish) => !(isChanged(wish) && policyOf(wish.field) === 'KEEP')),
      conflicts: changed.map((wish) => ({
        field: wish.field,
        customField: wish.customField ?? null,
        ours: wish.shown(ours),
        theirs: wish.shown(fresh),
        outcome: policyOf(wish.field),
      })),
    };
  }

  private async apply(card: Cards[T], wishes: readonly Wish<Cards[T]>[]): Promise<void> {
    if (!(await canAsk(this.ctx.crm, card))) throw unusable();
    await refuseWithoutRight(this.ctx, card, `EDIT_${this.kind.entity}`);
    const body = bodyOf(wishes, card);
    const places = placesOf(wishes);
    const change = await this.intend(card, wishes, body);
    const failure = await this.send(card, body, places, change);
    const isSeen = await this.isSeen(card, wishes, failure);
    const isCertain = !failure || isSeen;
    await endChange(this.ctx.source, change, isCertain ? 'DONE' : 'UNCERTAIN', isSeen);
    const about = { cardId: card.id, fields: wishes.map(({ field }) => field), isCertain };
    this.ctx.log.info(about, 'card changed in kommo');
    if (failure && !isSeen) throw rejectionOf(failure, body, places);
  }

  private intend(card: Cards[T], wishes: readonly Wish<Cards[T]>[], body: Record<string, unknown>) {
    const { id, orgId, connectionId, kommoId, updatedAt: wasChangedAt } = card;
    const nameOf = ({ field, customField }: Wish<Cards[T]>) =>
      customField ? `custom field ${customField.kommoId}` : field.toLowerCase();
    const before = Object.fromEntries(wishes.map((wish) => [nameOf(wish), wish.shown(card)]));
    const implied = wishes.flatMap(({ field }) => IMPLIED[field] ?? []);
    const row = { orgId, connectionId, kommoId, kind: this.kind.entity, wasChangedAt };
    const told = { type: this.type, id, before, after: body };
    return intendChange(this.ctx, { ...row, sent: sentOfCard(body), implied }, told);
  }

  /** Fetches the card after its change. @param failure of the change @returns whether all is as wished, as far as Kommo says */
  private async isSeen(
    card: Cards[T],
    wishes: readonly Wish<Cards[T]>[],
    failure: KommoError | null,
  ): Promise<boolean> {
    try {
      await this.refetch(card);
    } catch (error) {
      if (!(error instanceof KommoError)) throw error;
      // Where it is done our copy follows with the next news of Kommo's.
      if (!failure)
        this.ctx.log.warn({ err: error, cardId: card.id }, 'card could not be fetched after its change');
      return false;
    }
    if (!failure) return true; // Kommo has said so
    const now = await this.again(card.id);
    return now !== null && wishes.every((wish) => wish.isMet(now));
  }

  /** @returns what went wrong, when it may have been done all the same @throws InputRejected when it was not */
  private async send(
    card: Cards[T],
    body: Record<string, unknown>,
    places: Places,
    change: IntendedChange,
  ): Promise<KommoError | null> {
    try {
      const client = clientOf(this.ctx.crm, card);
      const path = `${this.kind.path}/${card.kommoId}`;
      await sendInTime((signal) => client.write('PATCH', path, body, { lane: 'interactive', signal }));
      return null;
    } catch (error) {
      if (!(error instanceof KommoError)) throw error;
      if (mayBeDone(error)) return error;
      await dropChange(this.ctx.source, change);
      throw rejectionOf(error, body, places);
    }
  }
}

/** Where custom fields stand in the input. */
const placesOf = <C extends Card>(wishes: readonly Wish<C>[]): Places =>
  new Map(
    wishes.flatMap(({ customField, path }) => (customField ? [[Number(customField.kommoId), path]] : [])),
  );

/** All wishes in one body; their custom fields stand in one list. */
function bodyOf<C extends Card>(wishes: readonly Wish<C>[], card: C): Record<string, unknown> {
  const parts = wishes.map((wish) => wish.body(card));
  const fields = parts.flatMap((part) => (part['custom_fields_values'] as object[] | undefined) ?? []);
  return Object.assign({}, ...parts, fields.length > 0 ? { custom_fields_values: fields } : {}) as Record<
    string,
    unknown
  >;
}
