import { isEditable, isLegalMove, type EstimateStatus } from './statuses';

const ALL: EstimateStatus[] = ['DRAFT', 'SENT', 'APPROVED', 'DECLINED'];

it('knows three legal moves and no other', () => {
  const legal = ALL.flatMap((from) =>
    ALL.filter((to) => isLegalMove(from, to)).map((to) => `${from} → ${to}`),
  );
  expect(legal).toEqual(['DRAFT → SENT', 'SENT → APPROVED', 'SENT → DECLINED']);
});

it('lets only a draft change', () => {
  expect(ALL.filter(isEditable)).toEqual(['DRAFT']);
});
