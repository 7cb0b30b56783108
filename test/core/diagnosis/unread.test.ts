import {expect, test} from 'vitest';
import {lookUp} from '../../../src/core/codes/lookup.js';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import {Failure} from '../../../src/core/failure.js';
import {unknown, unreadable} from '../../../src/core/model/fact.js';
import {clusterConfig} from '../../support/builders/config.js';
import {all, etcdUnknown, evidence, healthy, observed, unreachable} from './support/healthy.js';

const cluster = await healthy(clusterConfig());

/** What reading a host can fail with. */
const FAILURES = [
  new Failure('hosts/unknown-host-key', 'cp1: the host key is unknown', {suggestions: ['ssh-keyscan cp1', 'compare']}),
  new Failure('hosts/auth-refused', 'cp1: the login was refused', {suggestions: ['set spec.ssh.user']}),
  new Failure('hosts/no-sudo', 'cp1: sudo asks for a password', {suggestions: ['write /etc/sudoers.d/quorate']}),
  new Failure('hosts/no-shell', 'cp1: it runs no commands', {suggestions: ['set spec.ssh.user: ubuntu']}),
  new Failure('hosts/unreachable', 'cp1: could not connect', {suggestions: ['ssh cp1']}),
  new Failure('timeout/command', 'cp1: the facts did not end within 60 s', {suggestions: ['look at the load']}),
];

test.each(FAILURES)('a host that fails with $code has the advice of that failure', failure => {
  const {findings} = diagnose(unreachable('cp1', unreadable(failure))(cluster));
  expect(findings).toMatchObject([{code: 'hosts/unreachable', host: 'cp1', fix: failure.suggestions.join('; ')}]);
  expect(findings[0]!.evidence).toContain(`${failure.code}: ${failure.message}`);
});

test('a failure without suggestions has the remedy of its code', () => {
  const failure = new Failure('hosts/revoked-host-key', 'cp1: the host key is revoked');
  const [finding] = diagnose(unreachable('cp1', unreadable(failure))(cluster)).findings;
  const known = lookUp('hosts/revoked-host-key')!;
  expect(finding!.fix).toBe(known.remedy.replaceAll('HOST', 'cp1'));
});

test('a host that was not asked has the remedy of the finding', () => {
  const [finding] = diagnose(unreachable('cp1', unknown('was not asked'))(cluster)).findings;
  expect(finding!.fix).toContain('start cp1');
});

test('hosts that cannot be read are the one cause of an unknown etcd and of an unknown API', () => {
  const refused = new Failure('hosts/auth-refused', 'the login was refused', {suggestions: ['set spec.ssh.user']});
  const change = all(
    ...['cp1', 'cp2', 'cp3', 'w1'].map(host => unreachable(host, unreadable(refused))),
    etcdUnknown('cannot determine whether an etcd member exists'),
    evidence(() => ({kube: unknown('no API server is ready')})),
    observed(() => ({kube: unknown('no API server is ready')})),
  );
  const {findings, verdict} = diagnose(change(cluster));
  expect(findings.map(({code, host}) => [code, host])).toEqual(
    ['cp1', 'cp2', 'cp3', 'w1'].map(host => ['hosts/unreachable', host]),
  );
  expect(new Set(findings.map(({fix}) => fix))).toEqual(new Set(['set spec.ssh.user']));
  expect(verdict.quorate).toBe('unknown');
});
