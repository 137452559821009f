import { Counter, Gauge, type Registry } from 'prom-client';

export type SubscriptionMetrics = ReturnType<typeof createSubscriptionMetrics>;

export function createSubscriptionMetrics(registry: Registry) {
  const registers = [registry];
  const labelNames = ['transport'] as const;
  const made = {
    sockets: new Gauge({ name: 'graphql_sockets', help: 'WebSockets that are open.', registers }),
    running: new Gauge({
      name: 'graphql_subscriptions',
      help: 'Subscriptions that run, by transport: websocket or sse.',
      labelNames,
      registers,
    }),
    events: new Counter({
      name: 'graphql_subscription_events_total',
      help: 'Events sent to clients, by transport.',
      labelNames,
      registers,
    }),
  };
  for (const transport of ['websocket', 'sse']) {
    made.running.set({ transport }, 0);
    made.events.inc({ transport }, 0);
  }
  return made;
}
