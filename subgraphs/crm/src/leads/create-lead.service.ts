import { createInputCheck } from '../../../../service-kit/data/input-check';
import type { Context } from '../context';
import type { CreateLeadInput } from '../generated/types';
import type { ConnectionRef } from '../runtime';
import { checkPrice, checkTags, LONGEST_NAME } from '../writes/card-values';
import { copyOf, makeInKommo, type Made } from '../writes/create-card';
import { customToMake } from '../writes/custom-values';
import { connectionFor, withReferences } from '../writes/references';
import { Lead } from './lead.entity';

const MOST_CONTACTS = 20;

/** Makes a lead in Kommo. @throws InputRejected */
export async function createLead(
  ctx: Context,
  input: CreateLeadInput,
): Promise<Made & { lead: Lead | null }> {
  const ref = await connectionFor(ctx, input.connectionId);
  const body = await bodyOf(ctx, ref, input);
  const made = await makeInKommo(ctx, 'Lead', { ...ref, entity: 'LEADS', path: '/leads', body });
  return { ...made, lead: await copyOf(ctx, Lead, ref.connectionId, made.kommoId) };
}

async function bodyOf(
  ctx: Context,
  ref: ConnectionRef,
  input: CreateLeadInput,
): Promise<Record<string, unknown>> {
  const check = createInputCheck();
  const name = check.requiredText(input.name, LONGEST_NAME, ['name']);
  const price = checkPrice(check, input.price);
  const tags = checkTags(check, input.tags, 'tags');
  const ids = [...new Set((input.contactIds ?? []).map((id) => id.toLowerCase()))];
  if (ids.length > MOST_CONTACTS) {
    check.refuse('TOO_MANY', ['contactIds'], `A lead takes at most ${MOST_CONTACTS} contacts here.`);
    check.finish();
  }
  const found = await withReferences(ctx, ref, check, async (references) => {
    const contacts = [];
    for (const [index, id] of ids.entries()) {
      contacts.push(await references.card('Contact', id, `contactIds.${index}`));
    }
    return {
      contacts: contacts.filter((one) => one !== null),
      company:
        input.companyId == null ? null : await references.card('Company', input.companyId, 'companyId'),
      stage: await references.stage(input.stageId, 'stageId'),
      user: await references.person(input.responsibleUserId, 'responsibleUserId'),
    };
  });
  const custom = await customToMake(ctx, check, { ...ref, kind: 'LEADS' }, input.customFields);
  check.finish();
  const { contacts, company, stage, user } = found;
  return {
    name,
    ...(price === null ? {} : { price }),
    ...(stage ? { status_id: Number(stage.kommoId), pipeline_id: Number(stage.pipelineKommoId) } : {}),
    ...(user ? { responsible_user_id: Number(user.kommoId) } : {}),
    ...(custom.length > 0 ? { custom_fields_values: custom } : {}),
    _embedded: {
      ...(contacts.length > 0
        ? { contacts: contacts.map((one, index) => ({ id: Number(one.kommoId), is_main: index === 0 })) }
        : {}),
      ...(company ? { companies: [{ id: Number(company.kommoId) }] } : {}),
      ...(tags.length > 0 ? { tags: tags.map((tag) => ({ name: tag })) } : {}),
    },
  };
}
