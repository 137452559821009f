import { accountAddress, isSubdomain, subdomainOfHost, type KommoSettings } from './settings';

const KOMMO: KommoSettings = {
  authorizeUrl: 'https://www.kommo.com/oauth',
  accountUrl: 'https://{subdomain}.kommo.com',
};
const SIMULATOR: KommoSettings = { ...KOMMO, accountUrl: 'http://127.0.0.1:9000/_acc/{subdomain}/' };

it('knows an account by its host', () => {
  expect(subdomainOfHost(KOMMO, 'acme-demo.kommo.com')).toBe('acme-demo');
  expect(subdomainOfHost(SIMULATOR, 'acme.amocrm.ru')).toBe('acme');
  expect(subdomainOfHost({ ...KOMMO, accountUrl: 'https://{subdomain}.amocrm.ru' }, 'a.amocrm.ru')).toBe('a');
});

it.each([
  'kommo.com',
  '.kommo.com',
  'acme.kommo.com.evil.test',
  'acme.evil.test',
  'acme.kommo.com:443',
  'acme.kommo.com/x',
  'acme.kommo.com@evil.test',
  'evil.test#.kommo.com',
  'a.b.kommo.com',
  '-a.kommo.com',
  'ACME.kommo.com',
  'a_b.kommo.com',
  `${'x'.repeat(64)}.kommo.com`,
  'acme.kommo.com\n',
  '127.0.0.1',
  'localhost',
  '',
])('does not believe %j', (host) => {
  expect(subdomainOfHost(KOMMO, host)).toBeNull();
  expect(subdomainOfHost(SIMULATOR, host)).toBeNull();
});

it('does not look for an amoCRM account at kommo.com', () => {
  expect(subdomainOfHost(KOMMO, 'acme.amocrm.ru')).toBeNull();
});

it('makes addresses of subdomains only', () => {
  expect(accountAddress(KOMMO, 'acme')).toBe('https://acme.kommo.com');
  expect(accountAddress(SIMULATOR, 'acme')).toBe('http://127.0.0.1:9000/_acc/acme');
  for (const wrong of ['evil.test/', 'a/b', '', '..', 'a b']) {
    expect(isSubdomain(wrong)).toBe(false);
    expect(() => accountAddress(KOMMO, wrong)).toThrow('Not a subdomain');
  }
});
