import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../service-kit/process/paths';

/* What docker-compose.yml gives each process: where Prometheus looks, and what an installation has to be able to say. */

const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');
const composition = read('docker-compose.yml');
const { services } = parse(composition, { merge: true }) as {
  services: Record<string, { environment?: Record<string, string> }>;
};
const { scrape_configs: scrapes } = parse(read('deploy/monitoring/prometheus.yml')) as {
  scrape_configs: { static_configs: { targets: string[] }[] }[];
};
const targets = scrapes.flatMap((one) => one.static_configs.flatMap((config) => config.targets));
const imageHost = /\bHOST=(\S+)/.exec(read('deploy/Dockerfile'))?.[1];

it('has every process scraped', () => {
  expect(targets.map((target) => target.split(':')[0]).toSorted()).toEqual([
    'crm',
    'estimates',
    'gateway',
    'identity',
    'worker',
  ]);
});

it.each(targets)('answers Prometheus at %s', (target) => {
  const [name = '', port] = target.split(':');
  const env = services[name]?.environment ?? {};
  // The gateway's public port shows no metrics in production, so it needs one of its own.
  const listens = name === 'gateway' ? [env['METRICS_PORT'], env['METRICS_HOST']] : [env['PORT'], imageHost];
  expect(listens).toEqual([port, '0.0.0.0']);
});

it('can be told what an installation differs by', () => {
  const asked = (name: string) =>
    Object.entries(services[name]?.environment ?? {}).flatMap(([variable, value]) =>
      value.startsWith(`\${${variable}:`) ? [variable] : [],
    );
  expect(asked('gateway')).toEqual(expect.arrayContaining(['CORS_ORIGINS', 'PUBLIC_URL', 'TRUST_PROXY']));
  expect(asked('identity')).toEqual(
    expect.arrayContaining(['AUDIT_PRIVATE_KEY', 'JWT_PRIVATE_KEY', 'PUBLIC_URL']),
  );
  expect(asked('worker')).toEqual(
    expect.arrayContaining(['AUDIT_PRIVATE_KEY', 'MAIL_FROM', 'PUBLIC_URL', 'SMTP_URL']),
  );
  expect(asked('crm')).toEqual(expect.arrayContaining(['PUBLIC_URL', 'SECRETS_KEYS']));
});

it('explains every variable that it reads, and no other', () => {
  const named = new Set([...composition.matchAll(/(?<!\$)\$\{([A-Z_0-9]+)/g)].map(([, name]) => name));
  const explained = [...read('deploy/compose.env.example').matchAll(/^([A-Z_0-9]+)=/gm)].map(
    ([, name]) => name,
  );
  expect(explained.toSorted()).toEqual([...named].toSorted());
});
