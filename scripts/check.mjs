/*
 * Everything that can be told without running the product: lint, format, types, drift of generated files, and the
 * rules of the schema. The same command in CI and on a desk. All checks run; the failed ones are named at the end.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build.mjs';
import { ALERTMANAGER, COMPOSE, ensureProgram, findProgram, PROMETHEUS } from './ensure-programs.mjs';
import { licenceFaults, lockedPackages, versionFaults } from './packages.mjs';

const run = (command, args, env = {}) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;
const bin = (name) => join(root, 'node_modules', '.bin', name);

const GENERATED = ['identity', 'crm', 'estimates'].map((name) => `subgraphs/${name}/src/generated/types.ts`);

/** Every folder with code of ours: who may import whom is in .dependency-cruiser.cjs. */
const ROOMS = [
  'schema',
  'service-kit',
  'gateway',
  'pages',
  'subgraphs',
  'simulator',
  'main',
  'testkit',
  'tests',
  'bench',
  'scripts',
];

/** Generates again and compares, then puts back what was there: a check changes nothing. */
function codegenIsCurrent() {
  const before = GENERATED.map((file) => readFileSync(join(root, file), 'utf8'));
  const generated = spawnSync(bin('graphql-codegen'), ['--config', 'codegen.yml', '--silent'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (generated.status !== 0) {
    console.error(generated.stdout, generated.stderr);
    return false;
  }
  const stale = GENERATED.filter((file, index) => {
    const after = readFileSync(join(root, file), 'utf8');
    writeFileSync(join(root, file), before[index]);
    return after !== before[index];
  });
  for (const file of stale) console.error(`${file} is not what the SDL generates. Run: npm run codegen`);
  return stale.length === 0;
}

/** Passwords that are no secrets: docker-compose.yml has none of its own, and is not valid without. */
const NO_SECRETS = { POSTGRES_PASSWORD: 'none', REDIS_PASSWORD: 'none', SECRETS_KEYS: 'none' };

/** The image's recipe and the composition, by their linters, and as docker-compose itself reads them. */
function deploymentIsValid() {
  const isLinted = run(bin('dclint'), ['--max-warnings', '0', 'docker-compose.yml']);
  const isBuildable = run(bin('dockerfilelint'), ['deploy/Dockerfile']);
  try {
    const isComposed = run(ensureProgram(COMPOSE), ['config', '--quiet'], NO_SECRETS);
    return areKustomized() && isComposed && isLinted && isBuildable;
  } catch (error) {
    console.error(error.message);
    return false;
  }
}

/** The Kubernetes manifests, by kubectl where there is one; what they come to is looked at by main/kubernetes.test.ts everywhere. */
function areKustomized() {
  const kubectl = findProgram('kubectl');
  if (!kubectl) {
    console.log(
      '  There is no kubectl: it has not put the manifests together (main/kubernetes.test.ts does).',
    );
    return true;
  }
  return ['base', 'example', 'migrate', 'backup'].every(
    (name) =>
      spawnSync(kubectl, ['kustomize', `deploy/kubernetes/${name}`], {
        cwd: root,
        stdio: ['ignore', 'ignore', 'inherit'],
      }).status === 0,
  );
}

/** Whom alerts reach: the file is valid, and each severity has its receiver. */
function areAlertsRouted(file) {
  const amtool = ensureProgram(ALERTMANAGER);
  const reaches = (severity) =>
    run(amtool, [
      ...['config', 'routes', 'test', `--config.file=${file}`, `--verify.receivers=${severity}`],
      `severity=${severity}`,
    ]);
  return run(amtool, ['check-config', file]) && ['page', 'warn'].every(reaches);
}

/** The alert rules, by promtool, with a case for each; and the dashboards. */
function monitoringIsValid() {
  const areDashboardsCurrent = run(process.execPath, [
    '-r',
    '@swc-node/register',
    'scripts/dashboards.ts',
    '--check',
  ]);
  try {
    const promtool = ensureProgram(PROMETHEUS);
    const folder = 'deploy/monitoring';
    return (
      run(promtool, ['check', 'config', `${folder}/prometheus.yml`]) &&
      run(promtool, ['test', 'rules', `${folder}/alerts.test.yml`]) &&
      areAlertsRouted(`${folder}/alertmanager.yml`) &&
      areDashboardsCurrent
    );
  } catch (error) {
    console.error(error.message);
    return false;
  }
}

/** Licences and exact versions; what is newer is told by `npm run check:deps`. */
function packagesAreInOrder() {
  const packages = lockedPackages();
  const faults = [...licenceFaults(packages), ...versionFaults(packages)];
  for (const fault of faults) console.error(fault);
  return faults.length === 0;
}

const checks = {
  lint: () => run(bin('eslint'), ['.', '--max-warnings', '0']),
  imports: () =>
    run(bin('depcruise'), ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', ...ROOMS]),
  /** Files, exports and packages that nobody uses. What is spared, and why, is in knip.json. */
  unused: () => run(bin('knip'), ['--no-progress']),
  packages: packagesAreInOrder,
  format: () => run(bin('prettier'), ['--check', '--log-level', 'warn', '.']),
  types: () => run(bin('tsc'), ['--noEmit']),
  codegen: codegenIsCurrent,
  composition: () => run(process.execPath, ['-r', '@swc-node/register', 'scripts/compose.ts', '--check']),
  deployment: deploymentIsValid,
  monitoring: monitoringIsValid,
  migrations: () => run(process.execPath, ['-r', '@swc-node/register', 'scripts/check-migrations.ts']),
  schema: () => run(process.execPath, ['-r', '@swc-node/register', 'scripts/check-schema.ts']),
};

const failed = [];
for (const [name, check] of Object.entries(checks)) {
  const started = performance.now();
  const passed = check();
  console.log(`${passed ? '✓' : '✗'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (!passed) failed.push(name);
}
if (failed.length > 0) {
  console.error(`Checks failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
