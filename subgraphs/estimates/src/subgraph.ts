import { PERMISSION_NAMES } from '../../../schema/permissions';
import { DateTimeScalar, DecimalScalar } from '../../../service-kit/subgraph/scalars';
import type { Subgraph } from '../../../service-kit/subgraph/subgraph';
import { createSubgraph, type SubgraphParts } from '../../../service-kit/subgraph/create-subgraph';
import type { EstimatesParts } from './context';
import { DateScalar } from './date-scalar';
import { features } from './features';

/** What a process gives estimates. */
export type EstimatesDeps = SubgraphParts & EstimatesParts;

/** Makes the estimates subgraph: projects, and estimates with their sections and positions. */
export function createEstimates(deps: EstimatesDeps): Subgraph {
  const { leads, changes, files, links, uploadLinks, mailer, secrets, clientUrl, trashKeepDays } = deps;
  const parts = { leads, changes, files, links, uploadLinks, mailer, secrets, clientUrl, trashKeepDays };
  return createSubgraph({
    name: 'estimates',
    features,
    scalars: { DateTime: DateTimeScalar, Decimal: DecimalScalar, Date: DateScalar },
    permissions: PERMISSION_NAMES,
    base: deps,
    parts,
    context: () => parts,
  });
}
