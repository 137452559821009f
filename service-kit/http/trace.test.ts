import { traceOf, traceparent } from './trace';

const PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('traceOf', () => {
  it('stays in the trace of the sender, as a span of its own', () => {
    const trace = traceOf({ traceparent: PARENT, tracestate: 'vendor=1' });
    expect(trace).toMatchObject({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      flags: '01',
      state: 'vendor=1',
    });
    expect(trace.spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(trace.spanId).not.toBe('00f067aa0ba902b7');
    expect(traceparent(trace)).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
  });

  it('reads what a later version adds as far as it knows it', () => {
    expect(traceOf({ traceparent: `cc${PARENT.slice(2)}-more` }).traceId).toBe(PARENT.slice(3, 35));
  });

  it.each([
    undefined,
    '',
    'nonsense',
    `ff${PARENT.slice(2)}`,
    PARENT.replace(/4bf92f3577b34da6a3ce929d0e0e4736/, '0'.repeat(32)),
    PARENT.replace(/00f067aa0ba902b7/, '0'.repeat(16)),
    PARENT.toUpperCase(),
    `${PARENT}\r\nx: y`.slice(1),
  ])('begins a trace for %j, and passes no state on', (given) => {
    const trace = traceOf({ ...(given === undefined ? {} : { traceparent: given }), tracestate: 'vendor=1' });
    expect(trace).toMatchObject({ flags: '00', state: null });
    expect(trace.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(trace.traceId).not.toBe(PARENT.slice(3, 35));
  });

  it('never gives two requests the same ids', () => {
    const traces = Array.from({ length: 1_000 }, () => traceOf({}));
    expect(new Set(traces.flatMap(({ traceId, spanId }) => [traceId, spanId])).size).toBe(2_000);
  });

  it('drops a state that is too long to carry', () => {
    expect(traceOf({ traceparent: PARENT, tracestate: 'a'.repeat(513) }).state).toBeNull();
  });
});
