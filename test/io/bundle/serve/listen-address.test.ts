import {expect, test} from 'vitest';
import {isLoopback, listenAddress, urlsOf} from '../../../../src/io/bundle/serve/listen-address.js';

test.each([
  ['8480', '127.0.0.1', 8480, true],
  ['127.0.0.1:8480', '127.0.0.1', 8480, true],
  ['localhost:8480', 'localhost', 8480, true],
  ['10.0.0.5:80', '10.0.0.5', 80, false],
  ['0.0.0.0:8480', undefined, 8480, false],
  ['[::]:8480', undefined, 8480, false],
  ['[::1]:8480', '::1', 8480, true],
  ['[fd00::5]:8480', 'fd00::5', 8480, false],
  [':8480', undefined, 8480, false],
  [':0', undefined, 0, false],
])('%s is address %s and port %i', (text, address, port, loopback) => {
  expect(listenAddress(text)).toEqual({address, port});
  expect(isLoopback(listenAddress(text))).toBe(loopback);
});

test.each([
  '',
  ':',
  'http',
  '10.0.0.5',
  '10.0.0.5:',
  '10.0.0:80',
  '65536',
  '-1',
  '::1:8480',
  'fd00::5',
  '[fd00::5]',
  'x:1',
  'http://10.0.0.5:80',
  '8480 ',
])('"%s" is refused', text => {
  expect(() => listenAddress(text)).toThrow(expect.objectContaining({code: 'usage/listen'}));
});

test('a URL names the address, or the addresses of this machine', () => {
  expect(urlsOf({address: '10.0.0.5', port: 8480}, false)).toEqual(['http://10.0.0.5:8480']);
  expect(urlsOf({address: 'fd00::5', port: 8480}, true)).toEqual(['https://[fd00::5]:8480']);
  for (const url of urlsOf({address: undefined, port: 8480}, false)) expect(new URL(url).port).toBe('8480');
});
