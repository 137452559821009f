import { traceparent } from '../http/trace';
import { activeSpan } from './tracing';

/** The trace that work goes on in later, as it stands with the work: a `traceparent`; null while no spans are made. */
export function storedTrace(): string | null {
  const span = activeSpan();
  return span ? traceparent(span) : null;
}
