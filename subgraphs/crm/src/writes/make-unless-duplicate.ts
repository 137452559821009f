import type { InputRejected } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import type { CrmDuplicatePolicy } from '../generated/types';
import type { ConnectionRef } from '../runtime';
import { askForDuplicates } from './ask-for-duplicates';
import { copyOf, makeInKommo, type Made } from './create-card';
import {
  Duplicate,
  DUPLICATE_KINDS,
  duplicatesOf,
  refuseDuplicates,
  type DuplicateCard,
  type DuplicateKind,
  type Numbers,
} from './duplicates';

/** A card to make that others may have the numbers of. */
interface Planned {
  ref: ConnectionRef;
  body: Record<string, unknown>;
  numbers: Numbers;
  ifDuplicate: CrmDuplicatePolicy;
}

/** What came of it; a payload has the others beside the refusal. */
type MadeUnlessDuplicate<K extends DuplicateKind> = Made & {
  card: DuplicateCard<K> | null;
  duplicates: DuplicateCard<K>[];
  refusal?: InputRejected;
};

const NAMES = {
  contacts: { type: 'Contact', entity: 'CONTACTS' },
  companies: { type: 'Company', entity: 'COMPANIES' },
} as const;

/** Makes a card in Kommo, unless others that have its numbers or addresses stand in the way. @throws InputRejected */
export async function makeUnlessDuplicate<K extends DuplicateKind>(
  ctx: Context,
  kind: K,
  { ref, body, numbers, ifDuplicate }: Planned,
): Promise<MadeUnlessDuplicate<K>> {
  const { type, entity } = NAMES[kind];
  await askForDuplicates(ctx, entity, numbers, ref);
  const duplicates = await duplicatesOf(ctx, kind, numbers, ref.connectionId);
  try {
    const made = await makeInKommo(ctx, type, { ...ref, entity, path: `/${kind}`, body }, async (ctx) => {
      if (ifDuplicate === 'REFUSE') await refuseDuplicates(ctx, kind, numbers, ref);
    });
    const copy = await copyOf(ctx, DUPLICATE_KINDS[kind], ref.connectionId, made.kommoId);
    const card = copy as DuplicateCard<K> | null;
    return { ...made, card, duplicates: duplicates.filter(({ id }) => id !== card?.id) };
  } catch (error) {
    if (!(error instanceof Duplicate)) throw error;
    return { kommoId: null, job: null, card: null, duplicates, refusal: error };
  }
}
