import { ConfigError } from '../../../service-kit/process/config';
import { readModes } from './modes';

it('gives each named client its mode, and all others the common one', () => {
  const modeOf = readModes('log', ' web=enforce, partner-x=log ,');
  expect([modeOf('web'), modeOf('partner-x'), modeOf('other'), modeOf(null)]).toEqual([
    'enforce',
    'log',
    'log',
    'log',
  ]);
});

it.each([
  ['enforce', 'partner-x=log', '"partner-x=log" is more lenient than PERSISTED_OPERATIONS=enforce'],
  ['log', 'web=off', '"web=off" is more lenient than PERSISTED_OPERATIONS=log'],
  ['off', 'web', '"web" is not like web=enforce'],
  ['off', 'web=strict', '"web=strict" is not like web=enforce'],
  ['off', '=log', '"=log" is not like web=enforce'],
  ['off', 'web=log,web=enforce', '"web" is named twice'],
] as const)('refuses, when all are %s, the clients %s', (everyone, clients, words) => {
  expect(() => readModes(everyone, clients)).toThrow(ConfigError);
  expect(() => readModes(everyone, clients)).toThrow(words);
});
