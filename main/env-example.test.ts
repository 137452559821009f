import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { loadConfig } from '../service-kit/process/config';
import { projectRoot } from '../service-kit/process/paths';
import { SECRETS } from './environment';
import { Settings } from './settings';
import { StandaloneSimulatorSettings } from './simulator-settings';

const example = readFileSync(join(projectRoot, '.env.example'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('='))
  .map(([name = '', ...value]) => [name, value.join('=')] as const);
const all = z.object({ ...Settings.shape, ...StandaloneSimulatorSettings });

describe('.env.example', () => {
  it('has every variable of every process, and nothing else', () => {
    // PORT is read by each process with its own default.
    expect(example.map(([name]) => name).toSorted()).toEqual([...Object.keys(all.shape), 'PORT'].toSorted());
  });

  it('shows the defaults: setting it all changes nothing', () => {
    expect(loadConfig(all, Object.fromEntries(example))).toEqual(loadConfig(all, {}));
  });

  it('names every variable that may come from a file', () => {
    const text = readFileSync(join(projectRoot, '.env.example'), 'utf8');
    const named = new Set([...text.matchAll(/\b([A-Z0-9_]+)_FILE\b/g)].map(([, name]) => name));
    expect([...named].toSorted()).toEqual([...SECRETS].toSorted());
  });
});
