import type { Choice } from '../calculation/offer.types';
import type { Draft } from './working-copy';
import { parentOf, rowsOf, type Row } from './siblings';
import { byRank } from './ranks';

/* Of alternatives exactly one is taken: what an edit does to one of them settles the others. */

type Alternative = Row & { choice: Choice & { group: string } };

const isAlternative = (row: Row): row is Alternative => row.choice?.group != null;
const groupOf = (row: Alternative): string => `${parentOf(row)} ${row.choice.group}`;

function alternativesIn(draft: Draft): Map<string, Alternative[]> {
  const groups = new Map<string, Alternative[]>();
  for (const row of rowsOf(draft)) {
    if (!isAlternative(row)) continue;
    const key = groupOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

function setTaken(draft: Draft, row: Alternative, taken: boolean): void {
  if (row.choice.taken === taken) return;
  row.choice = { ...row.choice, taken };
  draft.dirty.add(row);
}

/** Leaves the other alternatives where a person took one. */
export function leaveOthers(draft: Draft, row: Row): void {
  if (!isAlternative(row) || !row.choice.taken) return;
  for (const other of alternativesIn(draft).get(groupOf(row)) ?? [])
    if (other !== row) setTaken(draft, other, false);
}

/** Leaves a row that came to where another of its alternatives is taken: a copy, or what was moved. */
export function joinOthers(draft: Draft, row: Row): void {
  if (!isAlternative(row) || !row.choice.taken) return;
  const others = alternativesIn(draft).get(groupOf(row)) ?? [];
  if (others.some((other) => other !== row && other.choice.taken)) setTaken(draft, row, false);
}

/** Takes the first of alternatives of which none is taken. Two that are taken are left for the calculation to refuse. */
export function settleChoices(draft: Draft): void {
  for (const group of alternativesIn(draft).values()) {
    if (group.some(({ choice }) => choice.taken)) continue;
    setTaken(draft, group.sort(byRank)[0] as Alternative, true);
  }
}
