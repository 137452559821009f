/** Ids that are the same in every pipeline (kommo-api.md 3.3). */
export const WON = 142;
export const LOST = 143;

export interface Stage {
  id: number;
  name: string;
  sort: number;
  isEditable: boolean;
  color: string;
  type: 0 | 1;
}

export interface Pipeline {
  id: number;
  name: string;
  sort: number;
  isMain: boolean;
  isArchive: boolean;
  stages: Stage[];
}

const COLORS = ['#99ccff', '#ffff99', '#ffcc66', '#ccc8f9', '#deff81', '#f2f3f4'];

function seedStages(firstId: number, names: readonly string[]): Stage[] {
  const own = names.map((name, index) => ({
    id: firstId + index + 1,
    name,
    sort: (index + 2) * 10,
    isEditable: true,
    color: COLORS[index % COLORS.length] as string,
    type: 0 as const,
  }));
  return [
    { id: firstId, name: 'Incoming leads', sort: 10, isEditable: false, color: '#c1c1c1', type: 1 },
    ...own,
    { id: WON, name: 'Closed - won', sort: 10000, isEditable: false, color: '#CCFF66', type: 0 },
    { id: LOST, name: 'Closed - lost', sort: 11000, isEditable: false, color: '#D5D8DB', type: 0 },
  ];
}

/** Two working pipelines and an archived one. */
export function seedPipelines(series: number): Pipeline[] {
  const pipeline = 8200001 + series * 10000;
  const stage = 70000001 + series * 100000;
  return [
    {
      id: pipeline,
      name: 'Sales',
      sort: 1,
      isMain: true,
      isArchive: false,
      stages: seedStages(stage, ['Initial contact', 'Offer made', 'Negotiation', 'Contract signed']),
    },
    {
      id: pipeline + 1,
      name: 'Renewals',
      sort: 2,
      isMain: false,
      isArchive: false,
      stages: seedStages(stage + 10, ['Initial contact', 'Offer made', 'Negotiation']),
    },
    {
      id: pipeline + 2,
      name: 'Exhibition 2024',
      sort: 3,
      isMain: false,
      isArchive: true,
      stages: seedStages(stage + 20, ['Card collected', 'Called']),
    },
  ];
}

/** The pipeline that was removed altogether; a few old leads still stand in it. */
export function removedPipelineId(series: number): number {
  return 8200009 + series * 10000;
}

export interface LossReason {
  id: number;
  name: string;
}

/** Reasons a lead can be lost for. */
export function seedLossReasons(series: number): LossReason[] {
  const base = 4401 + series * 100;
  return ['Too expensive', 'Chose a competitor', 'Project postponed', 'No answer'].map((name, index) => ({
    id: base + index,
    name,
  }));
}
