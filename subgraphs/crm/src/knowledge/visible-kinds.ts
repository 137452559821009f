import type { Context } from '../context';
import type { Permission } from '../../../../schema/permissions';
import type { NodeKind } from './knowledge-node.entity';

/** What it takes to see a kind beyond `crm:read`, as where it comes from. */
const NEEDED: Partial<Record<NodeKind, readonly Permission[]>> = {
  PROJECT: ['projects:read'],
  ESTIMATE: ['estimates:read'],
  FILE: ['estimates:read', 'costs:read'],
};

const OBJECTS: readonly NodeKind[] = [
  'PERSON',
  'COMPANY',
  'LEAD',
  'CRM_USER',
  'PRODUCT',
  'PROJECT',
  'ESTIMATE',
  'FILE',
];
/** They belong to nobody: who may see one of those that have it may see it. */
const VALUES: readonly NodeKind[] = ['PHONE', 'EMAIL', 'ADDRESS'];

/** What the caller may see of the graph. */
export interface Sight {
  /** Objects of these kinds. */
  readonly objects: readonly NodeKind[];
  /** All kinds of which the caller may see some. */
  readonly kinds: readonly NodeKind[];
  /** Whether these are all kinds of objects. */
  readonly isWhole: boolean;
}

export function sightOf({ viewer }: Context): Sight {
  const objects = OBJECTS.filter((kind) => (NEEDED[kind] ?? []).every((one) => viewer.permissions.has(one)));
  return { objects, kinds: [...objects, ...VALUES], isWhole: objects.length === OBJECTS.length };
}
