import { createInputCheck } from '../../../../service-kit/data/input-check';
import type { Context } from '../context';
import type { UpdateLeadInput } from '../generated/types';
import { CardChange, type Changed } from '../writes/change-card';
import { checkPrice, LONGEST_NAME } from '../writes/card-values';
import { customWishes } from '../writes/custom-values';
import { withReferences } from '../writes/references';
import { personWish, tagsWish, valueWish, type Wish } from '../writes/wishes';
import type { Lead } from './lead.entity';

/** Changes a lead in Kommo. @throws InputRejected, GraphQLError NOT_FOUND */
export const updateLead = (ctx: Context, input: UpdateLeadInput): Promise<Changed<Lead>> =>
  new CardChange(ctx, 'Lead', input, (lead) => wishesOf(ctx, lead, input)).make(input.id);

async function wishesOf(ctx: Context, lead: Lead, input: UpdateLeadInput): Promise<Wish<Lead>[]> {
  const check = createInputCheck();
  const wishes: (Wish<Lead> | null)[] = [];
  if (input.name != null) {
    const name = check.requiredText(input.name, LONGEST_NAME, ['name']);
    wishes.push(valueWish('NAME', 'name', name, (card) => card.name, { name }));
  }
  const price = checkPrice(check, input.price);
  if (price !== null) {
    wishes.push(valueWish('PRICE', 'price', String(price), (card) => String(Number(card.price)), { price }));
  }
  await withReferences(ctx, lead, check, async ({ stage: findStage, person }) => {
    const stage = await findStage(input.stageId, 'stageId');
    if (stage) {
      // Won and lost are in each pipeline, so both numbers go together (kommo-api.md 3.16).
      const body = { status_id: Number(stage.kommoId), pipeline_id: Number(stage.pipelineKommoId) };
      const wanted = `${stage.pipelineKommoId}/${stage.kommoId}`;
      const standing = (card: Lead) => `${card.pipelineKommoId ?? ''}/${card.stageKommoId ?? ''}`;
      wishes.push(valueWish('STAGE', 'stageId', wanted, standing, body));
    }
    const user = await person(input.responsibleUserId, 'responsibleUserId');
    if (user) wishes.push(personWish(user));
  });
  wishes.push(...(await customWishes<Lead>(ctx, check, { ...lead, kind: 'LEADS' }, input.customFields)));
  wishes.push(tagsWish(check, input));
  check.finish();
  return wishes.filter((wish) => wish !== null);
}
