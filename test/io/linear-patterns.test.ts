import {describe, expect, test} from 'vitest';
import {Failure} from '../../src/core/failure.js';
import {hostName} from '../../src/core/model/names.js';
import {parseReport} from '../../src/io/etcd/parse-status.js';
import {parseEtcdData} from '../../src/io/remote/etcd-data-answer.js';
import {type Answer, answerOf} from '../../src/io/remote/facts/answer.js';
import {imagesIn} from '../../src/io/remote/facts/cluster.js';
import {dropChainsOf} from '../../src/io/remote/facts/drop-chains.js';
import {filesIn} from '../../src/io/remote/facts/files.js';
import {mountsIn} from '../../src/io/remote/facts/mounts.js';
import {addressesIn, portsIn} from '../../src/io/remote/facts/network.js';
import {placesIn} from '../../src/io/remote/facts/places.js';
import {surroundingsIn} from '../../src/io/remote/facts/surroundings.js';
import {systemIn} from '../../src/io/remote/facts/system.js';
import {unitsIn} from '../../src/io/remote/facts/units.js';
import {problemIn} from '../../src/io/remote/problem.js';
import {connectFailure} from '../../src/io/transport/openssh/failures.js';
import {printable} from '../../src/io/transport/printable.js';
import {elevated} from '../../src/io/transport/sudo.js';

const host = hostName('cp1');
/** A pattern whose work grows with the square of the line needs many seconds for this, and a linear one milliseconds. */
const LENGTH = 100_000;
const MOST_MS = 2000;

/** What a line is made of, after a beginning that lets the pattern start. */
const BEGINNINGS = [
  '',
  'regular file\t644\t',
  '644\t',
  'LISTEN 0 0 ',
  '1: ',
  '/',
  'system\t',
  'a:',
  '"',
  'table ip ',
  'root@',
  'sudo: ',
  'problem\tdisk-full\t',
  '{"message": "',
];
const REPEATED = [
  ':',
  ' ',
  '\t',
  '1 ',
  '/',
  'a:1 ',
  '"',
  '\\"',
  '"message": ',
  'password ',
  '@',
  '= ',
  '0',
  'a',
  '\u001b[',
  '\u001b]',
  '.',
  '|-- ',
];
const LINES = BEGINNINGS.flatMap(beginning =>
  REPEATED.map(each => `${beginning}${each.repeat(Math.ceil(LENGTH / each.length))}`),
);

const BOUNDARY = `== ${'0'.repeat(24)}`;
const SECTIONS = [
  ...[
    'seen',
    'digests',
    'followed',
    'full',
    'links',
    'linked',
    'unseen',
    'owned',
    'kept-files',
    'certificates',
    'kubeconfigs',
  ],
  ...['system', 'clock', 'modules', 'commands', 'packages', 'booleans', 'os-release', 'free', 'sysctls', 'addresses'],
  ...[
    'listeners',
    'sockets',
    'fib-trie',
    'units',
    'inputs',
    'taken-in',
    'places',
    'real',
    'images',
    'cni-files',
    'cni-plugins',
  ],
  ...['unloadable', 'nft-version', 'ruleset', 'iptables', 'unmanaged-devices'],
];
/** A line in one section; the others are empty. */
const factsOf = (line: string, section: string) =>
  answerOf(
    host,
    BOUNDARY,
    `${SECTIONS.map(each => `${BOUNDARY} ${each}\n${each === section ? `${line}\n` : ''}`).join('')}${BOUNDARY} end\n`,
  );
const FILES = ['/proc/self/mountinfo', '/proc/swaps', '/etc/resolv.conf', '/etc/ufw/ufw.conf', '/proc/net/route'];
const filesWith = (line: string) => new Map(FILES.map(path => [path, [line, line]]));

const PARSERS: Readonly<Record<string, (line: string) => unknown>> = {
  ...Object.fromEntries(
    Object.entries({
      files: [filesIn, ['seen', 'digests', 'followed', 'links', 'certificates']],
      system: [(answer: Answer) => systemIn(answer, {sentMs: 0, receivedMs: 0}), ['system', 'os-release']],
      addresses: [addressesIn, ['addresses', 'fib-trie']],
      ports: [portsIn, ['listeners', 'sockets']],
      units: [unitsIn, ['units', 'inputs', 'taken-in']],
      places: [(answer: Answer) => placesIn(answer, []), ['places', 'free', 'real']],
      images: [imagesIn, ['images']],
      surroundings: [
        (answer: Answer) => surroundingsIn(answer, new Map()),
        ['cni-files', 'cni-plugins', 'unloadable', 'nft-version', 'ruleset', 'iptables'],
      ],
    } as const).flatMap(([name, [parse, sections]]) =>
      sections.map(section => [`${name}, section ${section}`, (line: string) => parse(factsOf(line, section))]),
    ),
  ),
  'surroundings, files': line => surroundingsIn(factsOf('', ''), filesWith(line)),
  'mounts of a host': line => mountsIn(filesWith(line)),
  'a ruleset': line => dropChainsOf(['table ip x {', 'type filter hook input priority 0;', line]),
  'a status of etcd': line =>
    parseReport(host, `== marker 0\n\n== status 0\n{${line}\n== members 1\n${line}\n== end 0\n`),
  'data of etcd': line => parseEtcdData(host, `status\t${line}\nlist\t${line}\ntool\t${line}\nend\t\n`),
  'a problem of a script': line => problemIn({code: 1, stdout: Buffer.from(line), stderr: line}, host, 'read'),
  'a message of ssh': line => connectFailure({label: 'cp1', byHand: 'ssh cp1', said: {own: line, others: line}}),
  'a text for a message': line => printable(line),
};

const ANSWERS_OF_HOSTS = [Failure];

describe.each(Object.entries(PARSERS))('%s', (_, parse) => {
  test('takes a time that does not grow with the square of a line', () => {
    for (const line of LINES) {
      const started = performance.now();
      try {
        parse(line);
      } catch (error) {
        expect(ANSWERS_OF_HOSTS.some(kind => error instanceof kind)).toBe(true);
      }
      const took = performance.now() - started;
      if (took > MOST_MS) throw new Error(`${took} ms for ${JSON.stringify(line.slice(0, 60))}…`);
    }
  }, 60_000);
});

test('errors of a command of sudo take a time that does not grow with the square of a line', async () => {
  for (const line of LINES) {
    const answering = {
      target: 'cp1',
      exec: async () => ({code: 1, stdout: Buffer.alloc(0), stderr: line}),
      forward: () => Promise.reject(new Error('not asked')),
      close: async () => {},
    };
    const started = performance.now();
    await elevated(answering, host, 'ubuntu').exec({argv: ['true'], title: 'try', changes: false});
    expect(performance.now() - started).toBeLessThan(MOST_MS);
  }
});
