import type { IncomingMessage } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
import type { Masking } from '../../../service-kit/errors/masking';
import type { Logger } from '../../../service-kit/process/logger';
import type { ServedGraph } from '../graphs/served-graph';
import type { OpenLimits } from '../limits/open-limits';
import type { PersistedOperations } from '../persisted/persisted-operations';
import type { GatewayContext, HttpRequest } from '../pipeline/context';
import type { OperationAnswer } from '../pipeline/answer';
import type { GatewayMetrics } from '../telemetry/metrics';
import type { KnownDocuments } from './known-documents';

/** What the lane of known documents is made of. */
export interface LaneParts {
  /** The graph of the moment. */
  readonly graphs: { readonly current: ServedGraph };
  readonly persisted: PersistedOperations;
  readonly known: KnownDocuments;
  readonly limits: Pick<OpenLimits, 'addresses' | 'http' | 'variablesFit'>;
  readonly masking: Masking<GatewayContext>;
  readonly metrics: GatewayMetrics;
  readonly log: Logger;
  readonly addressOf: (request: IncomingMessage) => string;
  readonly contextOf: (request: HttpRequest) => GatewayContext | Promise<GatewayContext>;
  /** Headers of every answer, besides those of a request's own. */
  readonly headers: Readonly<Record<string, string>>;
  readonly corsHeaders: (origin: string | undefined) => Readonly<Record<string, string>>;
  /** Whether answers may have parts as subgraphs wrote them. */
  readonly mayBeVerbatim: boolean;
}

/** An answer as it goes out. */
export interface FormattedAnswer extends Omit<OperationAnswer, 'errors'> {
  errors?: GraphQLFormattedError[] | undefined;
}
