import { ALL_STATUSES, isEditable, isLegalMove, isRevisable, legalMoves } from './statuses';

it('leads out of every state but the last ones, and into every state but none', () => {
  const ends = ALL_STATUSES.filter((from) => !ALL_STATUSES.some((to) => isLegalMove(from, to)));
  expect(ends).toEqual(['SUPERSEDED', 'CANCELLED', 'CONVERTED']);
  const entered = new Set(legalMoves().map(([, to]) => to));
  expect(ALL_STATUSES.filter((status) => !entered.has(status))).toEqual([]);
});

it('decides what a client has before them only, and once', () => {
  for (const decision of ['APPROVED', 'DECLINED', 'CHANGES_REQUESTED'] as const) {
    expect(ALL_STATUSES.filter((from) => isLegalMove(from, decision))).toEqual(['SENT', 'VIEWED']);
  }
});

it('lets only a draft change', () => {
  expect(ALL_STATUSES.filter(isEditable)).toEqual(['DRAFT']);
});

it('revises just what a revision can supersede', () => {
  expect(ALL_STATUSES.filter(isRevisable)).toEqual(
    ALL_STATUSES.filter((from) => isLegalMove(from, 'SUPERSEDED')),
  );
});
