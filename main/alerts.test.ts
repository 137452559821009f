import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../service-kit/process/paths';

/* Each alert leads to a section of the runbook that says what to do, and promtool tries each (npm run check). */

const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');
interface Rule {
  alert: string;
  labels: { severity: string };
  annotations: { summary: string; runbook_url: string };
}
const { groups } = parse(read('deploy/monitoring/alerts.yml')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap(({ rules: own }) => own);
const runbook = read('docs/runbook.md');
const cases = (parse(read('deploy/monitoring/alerts.test.yml')) as { tests: { name: string }[] }).tests;

it('are two dozen, each told once', () => {
  expect(rules.length).toBeGreaterThan(20);
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
});

it.each(rules.map((rule) => [rule.alert, rule] as const))(
  '%s has a section, a severity and a case',
  (alert, rule) => {
    expect(rule.annotations.runbook_url).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
    expect(rule.annotations.summary).not.toBe('');
    expect(['page', 'warn']).toContain(rule.labels.severity);
    expect(runbook).toMatch(new RegExp(`^### ${alert}\\n\\n[^#]+\\*\\*Do:\\*\\* `, 'm'));
    expect(cases.map(({ name }) => name)).toContain(alert);
  },
);

it('reach a receiver that is there, and alerts that are there hold back others', () => {
  const {
    route,
    receivers,
    inhibit_rules: inhibitions,
  } = parse(read('deploy/monitoring/alertmanager.yml')) as {
    route: { receiver: string; routes: { receiver: string; matchers: string[] }[] };
    receivers: { name: string }[];
    inhibit_rules: { source_matchers: string[]; target_matchers: string[] }[];
  };
  expect(receivers.map(({ name }) => name).toSorted()).toEqual(
    [route, ...route.routes].map(({ receiver }) => receiver).toSorted(),
  );
  const named = inhibitions
    .flatMap((rule) => [...rule.source_matchers, ...rule.target_matchers])
    .flatMap((matcher) => /^alertname=~?"(.+)"$/.exec(matcher)?.[1]?.split('|') ?? []);
  expect(named.length).toBeGreaterThan(3);
  expect(rules.map(({ alert }) => alert)).toEqual(expect.arrayContaining(named));
});

it('has no section for an alert that is gone', () => {
  const [, sections = ''] = runbook.split('\n## Alerts\n');
  const named = [...sections.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(rules.map(({ alert }) => alert).toSorted());
});
