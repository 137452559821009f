import { compareVersions, tooOldFor, wrongHeaders } from './device-rules';

/** As Semantic Versioning orders them, and with one, two and four numbers besides. */
const IN_ORDER = [
  '0.9',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.0.1',
  '1.2',
  '1.10',
  '2',
];

it('orders versions by number, and what comes before a release before it', () => {
  const shuffled = [...IN_ORDER].reverse();
  expect(shuffled.sort(compareVersions)).toEqual(IN_ORDER);
  expect([compareVersions('1', '1.0.0.0'), compareVersions('1.0+77', '1.0+78')]).toEqual([0, 0]);
});

const MINIMUMS = [{ appType: 'iOS', version: '2.4.0', updateUrl: null }];
it.each([
  ['ios', '2.4', false],
  ['IOS', '2.4.0-beta', true],
  ['ios', '2.10', false],
  ['ios', '2.3.9', true],
  ['ios', null, true],
  ['ios', 'newest', true],
  ['web', null, false],
  [null, null, false],
])('an app %s of version %s is too old: %s', (appType, appVersion, isTooOld) => {
  expect(tooOldFor(MINIMUMS, { deviceId: null, appType, appVersion }) !== null).toBe(isTooOld);
});

it('names the headers that are missing or malformed', () => {
  const good = { deviceId: '0123456789abcdef', appType: 'ios', appVersion: '2.4.0' };
  expect(wrongHeaders(good)).toEqual([]);
  expect(wrongHeaders({ deviceId: null, appType: null, appVersion: null })).toEqual([
    'X-Device-ID',
    'X-App-Type',
    'X-App-Version',
  ]);
  expect(wrongHeaders({ ...good, deviceId: 'short' })).toEqual(['X-Device-ID']);
  expect(wrongHeaders({ ...good, deviceId: 'with a space in it' })).toEqual(['X-Device-ID']);
  expect(wrongHeaders({ ...good, appType: '<script>' })).toEqual(['X-App-Type']);
  expect(wrongHeaders({ ...good, appVersion: '1.2.3.4.5' })).toEqual(['X-App-Version']);
});
