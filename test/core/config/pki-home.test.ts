import {expect, test} from 'vitest';
import {parseConfig} from '../../../src/core/config/parse.js';
import {clusterYaml} from './support.js';

const RECIPIENT = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
const pki = (text: string) => {
  const parsed = parseConfig(clusterYaml({spec: `pki: ${text}`}));
  return 'config' in parsed ? parsed.config.pki : parsed.problems.map(({code}) => code);
};

test.each([
  ['{}', {home: 'hosts'}],
  [
    `{home: operator, directory: ./pki, recipients: [${RECIPIENT}]}`,
    {home: 'operator', directory: './pki', recipients: [RECIPIENT]},
  ],
  // For CAs that move back to the hosts.
  ['{directory: ./pki}', {home: 'hosts', directory: './pki'}],
  [`{home: hosts, directory: ./pki, recipients: [${RECIPIENT}]}`, {home: 'hosts', directory: './pki'}],
])('pki: %s', (text, expected) => {
  expect(pki(text)).toMatchObject(expected);
});

test.each([
  ['{home: operator}', ['config/pki-home', 'config/pki-home']],
  ['{home: operator, directory: ./pki}', ['config/pki-home']],
  [`{home: operator, recipients: [${RECIPIENT}]}`, ['config/pki-home']],
  [`{recipients: [${RECIPIENT}]}`, ['config/pki-home']],
  ['{home: operator, directory: ./pki, recipients: []}', ['config/wrong-value']],
  ['{home: operator, directory: ./pki, recipients: [age1short]}', ['config/wrong-value']],
  ['{home: vault}', ['config/wrong-value']],
])('pki: %s is refused', (text, codes) => {
  expect(pki(text)).toEqual(codes);
});
