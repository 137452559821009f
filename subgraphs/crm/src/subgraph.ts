import { PERMISSION_NAMES } from '../../../schema/permissions';
import { JsonScalar } from '../../../service-kit/subgraph/json-scalar';
import { DateTimeScalar, DecimalScalar } from '../../../service-kit/subgraph/scalars';
import type { Subgraph } from '../../../service-kit/subgraph/subgraph';
import { createSubgraph } from '../../../service-kit/subgraph/create-subgraph';
import { features } from './features';
import { createRuntime, type CrmDeps } from './runtime';

/** Makes the crm subgraph: the organisation's Kommo accounts and our copy of them. Starts no workers. */
export function createCrm(deps: CrmDeps): Subgraph {
  const runtime = createRuntime(deps);
  return createSubgraph({
    name: 'crm',
    features,
    scalars: { DateTime: DateTimeScalar, Decimal: DecimalScalar, JSON: JsonScalar },
    permissions: PERMISSION_NAMES,
    base: deps,
    parts: runtime,
    context: () => ({ crm: runtime }),
    close: () => runtime.close(),
  });
}
