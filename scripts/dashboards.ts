/*
 * Writes the Grafana dashboards in deploy/monitoring/dashboards: `node -r @swc-node/register scripts/dashboards.ts`, with `--check` to see whether
 * they are current. A panel here is a title, a unit and its queries; Grafana's JSON around it is the same for all.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../service-kit/process/paths';

/** A query, and what its series are called. */
type Query = readonly [expr: string, legend: string];
type Panel = readonly [title: string, unit: string, ...queries: Query[]];
interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly rows: Readonly<Record<string, readonly Panel[]>>;
}

const rate = (series: string, by = '') => `sum${by ? ` by (${by})` : ''} (rate(${series}[$__rate_interval]))`;
const quantile = (q: number, name: string, by = '', where = '') =>
  `histogram_quantile(${q}, sum by (le${by ? `, ${by}` : ''}) (rate(${name}_bucket${where}[$__rate_interval])))`;
const mutation = (name: string, title = name): Query => [
  rate(`mutations_total{mutation="${name}",outcome="ok"}`),
  title,
];

const AT_THE_GATEWAY = '{part="gateway",route="/graphql"}';

const API: Dashboard = {
  uid: 'cashcraft-api',
  title: 'CashCraft: API',
  rows: {
    Requests: [
      ['Requests by status', 'reqps', [rate('http_requests_total{part="gateway"}', 'status'), '{{status}}']],
      [
        'Time to answer /graphql',
        's',
        [quantile(0.5, 'http_request_duration_seconds', '', AT_THE_GATEWAY), 'half'],
        [quantile(0.95, 'http_request_duration_seconds', '', AT_THE_GATEWAY), '95 %'],
      ],
      ['Errors by code', 'reqps', [rate('graphql_errors_total', 'code'), '{{code}}']],
      ['Refused by limits', 'reqps', [rate('limit_refusals_total', 'limit'), '{{limit}}']],
    ],
    Operations: [
      [
        'Busiest operations',
        'reqps',
        [`topk(10, ${rate('graphql_operations_total', 'operation')})`, '{{operation}}'],
      ],
      [
        'Slowest operations (95 %)',
        's',
        [`topk(10, ${quantile(0.95, 'graphql_operation_duration_seconds', 'operation')})`, '{{operation}}'],
      ],
      ['By client', 'reqps', [rate('graphql_client_operations_total', 'client'), '{{client}}']],
      ['Known documents', 'reqps', [rate('graphql_known_documents_total', 'kind'), '{{kind}}']],
    ],
    Plans: [
      ['Plans by outcome', 'reqps', [rate('graphql_plans_total', 'outcome'), '{{outcome}}']],
      ['Time to plan (95 %)', 's', [quantile(0.95, 'graphql_plan_duration_seconds', 'place'), '{{place}}']],
    ],
    Subgraphs: [
      [
        'Fetches by outcome',
        'reqps',
        [rate('subgraph_fetches_total', 'subgraph, outcome'), '{{subgraph}} {{outcome}}'],
      ],
      [
        'Time of a fetch (95 %)',
        's',
        [quantile(0.95, 'subgraph_fetch_duration_seconds', 'subgraph'), '{{subgraph}}'],
      ],
      [
        'Circuit breakers (2 is open)',
        'none',
        ['max by (subgraph) (subgraph_breaker_state)', '{{subgraph}}'],
      ],
      ['Cache', 'reqps', [rate('response_cache_total', 'outcome'), '{{outcome}}']],
    ],
    Subscriptions: [
      ['Running', 'none', ['sum by (transport) (graphql_subscriptions)', '{{transport}}']],
      ['Open sockets', 'none', ['sum(graphql_sockets)', 'sockets']],
    ],
  },
};

const BUSINESS: Dashboard = {
  uid: 'cashcraft-business',
  title: 'CashCraft: business',
  rows: {
    People: [
      [
        'Registrations and invitations',
        'cps',
        mutation('register', 'registered'),
        mutation('acceptInvitation', 'accepted an invitation'),
      ],
      ['Log-ins', 'cps', [rate('mutations_total{mutation="logIn"}', 'outcome'), '{{outcome}}']],
      [
        'Passwords reset',
        'cps',
        mutation('requestPasswordReset', 'asked for'),
        mutation('resetPassword', 'done'),
      ],
      ['Mails', 'cps', [rate('mails_total', 'outcome'), '{{outcome}}']],
    ],
    Estimates: [
      [
        'Projects and estimates made',
        'cps',
        mutation('createProject', 'projects'),
        mutation('createEstimate', 'estimates'),
      ],
      ['Sent and decided', 'cps', mutation('sendEstimate', 'sent'), mutation('approveEstimate', 'approved')],
      [
        'Mutations that were rejected',
        'cps',
        [`topk(10, ${rate('mutations_total{outcome="rejected"}', 'mutation')})`, '{{mutation}}'],
      ],
      ['Jobs', 'cps', [rate('job_runs_total', 'kind, outcome'), '{{kind}} {{outcome}}']],
    ],
    Kommo: [
      ['Requests by outcome', 'reqps', [rate('kommo_requests_total', 'outcome'), '{{outcome}}']],
      ['Wait for a turn (95 %)', 's', [quantile(0.95, 'kommo_turn_wait_seconds', 'lane'), '{{lane}}']],
      ['Budget of an account', 'reqps', ['max(kommo_budget_requests_per_second)', 'requests a second']],
      ['Synchronisations', 'cps', [rate('sync_runs_total', 'mode, outcome'), '{{mode}} {{outcome}}']],
      ['Rows put aside', 'cps', [rate('kommo_rows_quarantined_total', 'entity'), '{{entity}}']],
      ['Rows that differed', 'cps', [rate('kommo_rows_drifted_total', 'entity'), '{{entity}}']],
    ],
  },
};

const SYSTEM: Dashboard = {
  uid: 'cashcraft-system',
  title: 'CashCraft: system',
  rows: {
    Processes: [
      ['Answers Prometheus', 'none', ['min by (part) (up{job="cashcraft"})', '{{part}}']],
      ['Health checks (0 is failed)', 'none', ['min by (check) (health_check_up)', '{{check}}']],
      ['CPU', 'percentunit', [rate('process_cpu_seconds_total', 'part'), '{{part}}']],
      ['Memory', 'bytes', ['max by (part) (process_resident_memory_bytes)', '{{part}}']],
      [
        'Event loop, worst in a hundred',
        's',
        ['max by (part) (nodejs_eventloop_lag_p99_seconds)', '{{part}}'],
      ],
      ['Garbage collection', 'percentunit', [rate('nodejs_gc_duration_seconds_sum', 'part'), '{{part}}']],
    ],
    PostgreSQL: [
      ['Statements', 'ops', [rate('sql_statement_duration_seconds_count', 'pool'), '{{pool}}']],
      [
        'Time of a statement (95 %)',
        's',
        [quantile(0.95, 'sql_statement_duration_seconds', 'pool'), '{{pool}}'],
      ],
      [
        'Connections lent',
        'percentunit',
        ['sum by (pool) (sql_pool_connections{state="busy"}) / sum by (pool) (sql_pool_size)', '{{pool}}'],
      ],
      ['Waiting for a connection', 'none', ['sum by (pool) (sql_pool_waiting)', '{{pool}}']],
      [
        'Reads that a replica may answer',
        'ops',
        [rate('replica_reads_total', 'pool, outcome'), '{{pool}} {{outcome}}'],
      ],
    ],
    'Work behind requests': [
      ['Waiting in queues', 'none', ['max by (queue) (queue_waiting)', '{{queue}}']],
      ['Workers', 'none', ['max by (queue) (queue_workers)', '{{queue}}']],
      ['Taken from queues', 'ops', [rate('queue_runs_total', 'queue, outcome'), '{{queue}} {{outcome}}']],
      ['Time of one (95 %)', 's', [quantile(0.95, 'queue_run_duration_seconds', 'queue'), '{{queue}}']],
      ['Events that wait', 'none', ['max by (subgraph, state) (event_backlog)', '{{subgraph}} {{state}}']],
      [
        'Age of the oldest',
        's',
        ['max by (subgraph, state) (event_backlog_oldest_seconds)', '{{subgraph}} {{state}}'],
      ],
      ['Jobs that wait or failed', 'none', ['max by (kind, state) (job_backlog)', '{{kind}} {{state}}']],
      [
        'Age of the oldest job',
        's',
        ['max by (kind, state) (job_backlog_oldest_seconds)', '{{kind}} {{state}}'],
      ],
    ],
  },
};

const SOURCE = { type: 'prometheus', uid: '${source}' };
const COLUMNS = 2;
const SIZE = { w: 24 / COLUMNS, h: 8 };

function panelOf([title, unit, ...queries]: Panel, id: number, at: { x: number; y: number }) {
  return {
    id,
    type: 'timeseries',
    title,
    datasource: SOURCE,
    gridPos: { ...SIZE, ...at },
    fieldConfig: {
      defaults: { unit, min: 0, custom: { fillOpacity: 8, showPoints: 'never' } },
      overrides: [],
    },
    options: {
      legend: { displayMode: 'list', placement: 'bottom' },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
    targets: queries.map(([expr, legendFormat], index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: SOURCE,
      expr,
      legendFormat,
    })),
  };
}

function dashboardOf({ uid, title, rows }: Dashboard) {
  let y = 0;
  let id = 0;
  const panels: object[] = [];
  for (const [name, own] of Object.entries(rows)) {
    panels.push({
      id: (id += 1),
      type: 'row',
      title: name,
      collapsed: false,
      gridPos: { x: 0, y, w: 24, h: 1 },
      panels: [],
    });
    y += 1;
    own.forEach((panel, index) => {
      const place = { x: (index % COLUMNS) * SIZE.w, y: y + Math.floor(index / COLUMNS) * SIZE.h };
      panels.push(panelOf(panel, (id += 1), place));
    });
    y += Math.ceil(own.length / COLUMNS) * SIZE.h;
  }
  return {
    uid,
    title,
    tags: ['cashcraft'],
    schemaVersion: 39,
    editable: true,
    timezone: 'browser',
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    templating: {
      list: [
        {
          name: 'source',
          label: 'Prometheus',
          type: 'datasource',
          query: 'prometheus',
          current: {},
          hide: 0,
        },
      ],
    },
    annotations: { list: [] },
    links: [],
    panels,
  };
}

const isCheck = process.argv.includes('--check');
for (const dashboard of [API, BUSINESS, SYSTEM]) {
  const file = join(projectRoot, `deploy/monitoring/dashboards/${dashboard.uid}.json`);
  const text = `${JSON.stringify(dashboardOf(dashboard), null, 2)}\n`;
  if (!isCheck) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    process.stderr.write(`${file} is not what scripts/dashboards.ts writes: run it.\n`);
    process.exitCode = 1;
  }
}
