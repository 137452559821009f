import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../service-kit/process/paths';
import { kustomize } from '../testkit/kustomize';
import { readEnvironment } from './environment';

/*
 * What a cluster would get of deploy/kubernetes, put together as kubectl would: whether each pod would start with the settings it is given, may
 * do no more than it needs, is probed and spread, and whether selectors find what they are meant for. No cluster runs here.
 */

interface Container {
  name: string;
  args: string[];
  env: { name: string; value: string }[];
  envFrom: { configMapRef: { name: string } }[];
  ports: { name: string; containerPort: number }[];
  securityContext: object;
  resources: { requests: object; limits: object };
  readinessProbe: { httpGet: { path: string; port: string } };
  livenessProbe: { httpGet: { path: string; port: string } };
}
interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  data?: Record<string, string>;
  spec: {
    replicas: number;
    selector: { matchLabels: Record<string, string> } & Record<string, string>;
    ports: { name: string; targetPort: string }[];
    minReplicas: number;
    scaleTargetRef: { name: string };
    template: {
      metadata: { labels: Record<string, string> };
      spec: {
        containers: Container[];
        securityContext: object;
        automountServiceAccountToken: boolean;
        terminationGracePeriodSeconds: number;
        volumes: { secret?: { items: { key: string; path: string }[] } }[];
      };
    };
  };
}

const build = (folder: string): Manifest[] =>
  kustomize(join(projectRoot, 'deploy/kubernetes', folder)) as unknown as Manifest[];
const manifests = build('example');
const of = (kind: string) => manifests.filter((one) => one.kind === kind);
const deployments = of('Deployment').map((one) => [one.metadata.name, one] as const);
const PARTS = ['crm', 'estimates', 'gateway', 'identity', 'worker'];

const pem = (type: 'ec' | 'ed25519'): string =>
  (type === 'ec'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : generateKeyPairSync('ed25519')
  ).privateKey
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
const SECRETS: Record<string, string> = {
  DATABASE_URL: `postgres://cashcraft:${randomBytes(24).toString('hex')}@db:5432/cashcraft`,
  REDIS_URL: 'redis://redis:6379',
  SECRETS_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  JWT_PRIVATE_KEY: pem('ec'),
  AUDIT_PRIVATE_KEY: pem('ed25519'),
  SMTP_URL: 'smtp://user:k8Zq2vNwTn5b@mail:587',
  S3_ACCESS_KEY_ID: 'id',
  S3_SECRET_ACCESS_KEY: 'hT9v2LqP0xWmZ8cRk4eY',
};
const secrets = mkdtempSync(join(tmpdir(), 'kubernetes-'));
for (const [name, text] of Object.entries(SECRETS)) writeFileSync(join(secrets, name), text);
afterAll(() => rmSync(secrets, { recursive: true, force: true }));

const containerOf = ({ spec }: Manifest): Container => spec.template.spec.containers[0] as Container;

it('has a deployment for each part', () => {
  expect(deployments.map(([name]) => name).toSorted()).toEqual(PARTS);
});

describe.each(deployments)('%s', (name, deployment) => {
  const container = containerOf(deployment);
  const pod = deployment.spec.template.spec;

  it('would start with the settings and secrets it is given', () => {
    const mounted = pod.volumes.flatMap(({ secret }) => secret?.items.map(({ path }) => path) ?? []);
    const env = Object.fromEntries([
      ...container.envFrom.flatMap(({ configMapRef }) =>
        Object.entries(
          of('ConfigMap').find((map) => map.metadata.name === configMapRef.name)?.data ?? { none: 'there' },
        ),
      ),
      ...container.env.map(({ name: variable, value }) => [
        variable,
        value.replace('/run/secrets/cashcraft', secrets),
      ]),
    ]) as Record<string, string>;
    expect(env['none']).toBeUndefined();
    for (const { name: variable } of container.env.filter((one) => one.name.endsWith('_FILE')))
      expect(mounted).toContain(variable.replace(/_FILE$/, ''));
    const settings = readEnvironment(env, 1);
    expect(settings).toMatchObject({
      NODE_ENV: 'production',
      PORT: 4000,
      DATABASE_URL: SECRETS['DATABASE_URL'],
    });
    expect(container.args.slice(0, 3)).toEqual(['node', 'scripts/run.mjs', `main/${name}`]);
    expect(existsSync(join(projectRoot, `main/${name}.ts`))).toBe(true);
  });

  it('may do no more than it needs, and is given time to stop', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true });
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(container.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container.resources).toMatchObject({
      requests: { memory: expect.any(String) },
      limits: { memory: expect.any(String) },
    });
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(30);
  });

  it('is probed where it listens, has a second, and is disrupted one at a time', () => {
    const ports = container.ports.map((port) => port.name);
    expect(container.readinessProbe.httpGet).toEqual({ path: '/health/ready', port: 'http' });
    expect(container.livenessProbe.httpGet).toEqual({ path: '/health/live', port: 'http' });
    expect(ports).toContain('http');
    expect(deployment.spec.replicas).toBeGreaterThan(1);
    const labels = deployment.spec.template.metadata.labels;
    for (const kind of ['PodDisruptionBudget', ...(name === 'worker' ? [] : ['Service'])]) {
      const found = of(kind).find((one) => one.metadata.name === name);
      const selected = found?.spec.selector.matchLabels ?? found?.spec.selector ?? { none: 'there' };
      expect(labels).toMatchObject(selected);
      for (const { targetPort } of found?.spec.ports ?? []) expect(ports).toContain(targetPort);
    }
  });
});

it('scales the gateway and the worker, which are there', () => {
  const scaled = of('HorizontalPodAutoscaler').map(({ spec }) => spec.scaleTargetRef.name);
  expect(scaled.toSorted()).toEqual(['gateway', 'worker']);
});

it('runs the image that the overlay names, in its namespace, with its settings over the base', () => {
  expect(
    deployments.map(([, deployment]) => (containerOf(deployment) as Container & { image: string }).image),
  ).toEqual(PARTS.map(() => 'registry.example.com/cashcraft:0.1.0'));
  expect(new Set(manifests.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['cashcraft']));
  const settings = of('ConfigMap').find(({ metadata }) => metadata.name === 'settings')?.data;
  expect(settings).toMatchObject({ NODE_ENV: 'production', PUBLIC_URL: 'https://api.example.com' });
});

it('migrates by a job of the same image, before a roll-out', () => {
  const [job] = build('migrate').filter(({ kind }) => kind === 'Job');
  expect(containerOf(job as Manifest).args).toEqual(['node', 'scripts/run.mjs', 'main/cli', 'migrate', 'up']);
});

it('backs up each night, with all that a backup needs, onto a volume that lasts', () => {
  const made = build('backup') as unknown as (Manifest & {
    spec: { jobTemplate: { spec: { template: Manifest['spec']['template'] } } };
  })[];
  const template = made.find(({ kind }) => kind === 'CronJob')?.spec.jobTemplate.spec.template;
  const { containers, volumes } = (template as Manifest['spec']['template']).spec;
  const [container] = containers as (Container & { volumeMounts: { name: string; mountPath: string }[] })[];
  const mounted = volumes.flatMap(({ secret }) => secret?.items.map(({ path }) => path) ?? []);
  const named = container?.env.map(({ name }) => name.replace(/_FILE$/, '')) ?? [];
  expect(named.toSorted()).toEqual(mounted.toSorted());
  expect(container?.args.join(' ')).toContain('main/cli backup "/backups/');
  expect(container?.volumeMounts).toContainEqual({ name: 'backups', mountPath: '/backups' });
  expect(volumes).toContainEqual({ name: 'backups', persistentVolumeClaim: { claimName: 'backups' } });
  expect(made.find(({ kind }) => kind === 'PersistentVolumeClaim')?.metadata.name).toBe('backups');
  const env = Object.fromEntries(named.map((name) => [`${name}_FILE`, join(secrets, name)]));
  const key = randomBytes(32).toString('base64');
  writeFileSync(join(secrets, 'BACKUP_KEY'), key);
  const store = { S3_ENDPOINT: 'https://s3.example.com', S3_BUCKET: 'cashcraft' };
  const settings = readEnvironment({ NODE_ENV: 'production', ...store, ...env }, 1);
  expect(settings).toMatchObject({ BACKUP_KEY: key, SECRETS_KEYS: SECRETS['SECRETS_KEYS'] });
});
