import { z } from 'zod';
import { ConfigError, loadConfig, portSetting, switchSetting, urlSetting } from './config';

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

  it.each([
    ['8080', 8080],
    ['0', 0],
  ])('reads the port %s', (text, port) => {
    expect(loadConfig(schema, { NAME: 'x', PORT: text }).PORT).toBe(port);
  });
});
