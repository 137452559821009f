import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import {
  ConfigError,
  loadConfig,
  portSetting,
  secondsByNameSetting,
  secondsSetting,
  switchSetting,
  urlSetting,
} from './config';

const schema = z.object({
  PORT: portSetting(4000),
  DATABASE_URL: urlSetting('postgres', 'postgresql').optional(),
  NAME: z.string({ error: 'is required' }),
  VERBOSE: switchSetting(false),
});

describe('the configuration', () => {
  it('fills in defaults, and takes an empty variable as unset', () => {
    expect(loadConfig(schema, { NAME: 'x', PORT: '', DATABASE_URL: '' })).toEqual({
      NAME: 'x',
      PORT: 4000,
      VERBOSE: false,
    });
  });

  it('tells all mistakes at once, by name, without the values', () => {
    const load = () =>
      loadConfig(schema, { PORT: '70000', DATABASE_URL: 'mysql://user:hunter2@host/db', VERBOSE: 'perhaps' });
    expect(load).toThrow(ConfigError);
    try {
      load();
    } catch (error) {
      const { mistakes, message } = error as ConfigError;
      expect(mistakes.map((mistake) => mistake.split(':')[0])).toEqual([
        'PORT',
        'DATABASE_URL',
        'NAME',
        'VERBOSE',
      ]);
      expect(message).not.toContain('hunter2');
    }
  });

  it.each(['0x1', '1e3', ' 80', '80 ', '080', '-1', '+80', '80.5', '8_0', '65536', 'Infinity', '٨٠'])(
    'refuses the port %j, and says what a port is',
    (text) => {
      expect(() => loadConfig(schema, { NAME: 'x', PORT: text })).toThrow(
        /PORT: must be (0 or more|65535 or less|a whole number in plain digits, such as 1)$/,
      );
    },
  );

  it.each(['0x10', '1e1', '2000001', '-0.5', '05', '.5'])(
    'takes %j for no time that a timer can wait',
    (text) => {
      const wait = z.object({ WAIT: secondsSetting({ least: 0, whole: false }), EACH: secondsByNameSetting });
      expect(() => loadConfig(wait, { WAIT: text, EACH: `crm=${text}` })).toThrow(
        /- WAIT: .*\n {2}- EACH: .*$/,
      );
    },
  );

  it.each([
    ['8080', 8080],
    ['0', 0],
  ])('reads the port %s', (text, port) => {
    expect(loadConfig(schema, { NAME: 'x', PORT: text }).PORT).toBe(port);
  });
});

describe('secrets from files', () => {
  const Schema = z.object({
    PASSWORD: z.string().min(3, 'is too short').optional(),
    COUNT: z.coerce.number().default(1),
  });
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const load = (env: NodeJS.ProcessEnv) => loadConfig(Schema, env, { secrets: ['PASSWORD'] });

  it('stand for the variable, without the line break at their end', () => {
    expect(load({ PASSWORD_FILE: file('good', 'open sesame\n') }).PASSWORD).toBe('open sesame');
    expect(load({ PASSWORD_FILE: '', PASSWORD: 'plain' }).PASSWORD).toBe('plain');
  });

  it.each([
    ['missing', { PASSWORD_FILE: join(folder, 'none') }, /PASSWORD_FILE: .*can't be read \(ENOENT\)/],
    ['empty', { PASSWORD_FILE: file('empty', '\n') }, /PASSWORD_FILE: .*is empty/],
    [
      'beside the variable',
      { PASSWORD_FILE: file('beside', 'abc'), PASSWORD: 'abc' },
      /leave one of them out/,
    ],
    [
      'bad inside, never shown',
      { PASSWORD_FILE: file('bad', 'zq') },
      /^((?!zq)[\s\S])*PASSWORD: is too short/,
    ],
  ])('tell what is wrong: %s', (_what, env, words) => {
    expect(() => load(env)).toThrow(words);
  });
});

it('tells of contradictions beside the mistakes of single variables, unless it is theirs', () => {
  const Schema = z.object({
    LOW: z.coerce.number(),
    HIGH: z.coerce.number().default(10),
    OTHER: z.coerce.number().default(0),
  });
  const contradictions = ({ LOW, HIGH }: { LOW: number; HIGH: number }) =>
    LOW > HIGH ? ['LOW: above HIGH'] : [];
  expect(() => loadConfig(Schema, { LOW: '11', OTHER: 'x' }, { contradictions })).toThrow(
    /OTHER: [\s\S]*LOW: above HIGH/,
  );
  expect(loadConfig(Schema, { LOW: '9' }, { contradictions }).LOW).toBe(9);
});
