import {listed} from '../../format.js';
import type {Finding} from '../../model/finding.js';
import type {HostName} from '../../model/names.js';
import type {HostFacts, ObservedCluster} from '../../model/observed.js';
import {CAS} from '../cas.js';
import {pemBlocks, shareBlock} from '../pem.js';
import {generationOf} from '../rotation/generation.js';
import type {CaName} from '../types.js';
import {homeText, isTornAtHome} from './at-home.js';

/** Moves the keys from the hosts to the operator. */
const IMPORT = 'quorate pki import --pki-identity-file FILE';

/**
 * Reasons to refuse the directory of the operator as the source of a CA: it cannot be read, it lacks a CA that hosts have, or
 * it has another one.
 */
export function judgeHome(name: CaName, observed: ObservedCluster): readonly Finding[] {
  const {caHome} = observed;
  if (caHome?.known !== true) return name === 'ca' ? [unreadable(caHome?.why ?? 'was not read')] : [];
  const text = homeText(name, observed);
  const {directory} = caHome.value;
  if (text === undefined) return lacking(name, directory, observed);
  return [...otherThan(text, name, directory, observed), ...torn(name, directory, observed)];
}

const unreadable = (why: string): Finding => ({
  code: 'pki/home-unreadable',
  level: 'error',
  message: `the directory with the CAs (spec.pki.directory) cannot be used: ${why}`,
  fix: 'run quorate where the directory is, or restore it from its copy',
});

function lacking(name: CaName, directory: string, observed: ObservedCluster): readonly Finding[] {
  const isFormed = observed.etcd.known && observed.etcd.value.is === 'formed';
  const {certPath} = CAS[name];
  const [host] = having(certPath, observed);
  if (!isFormed && host === undefined) return [];
  const message = `${directory} lacks the CA ${name}, and ${host === undefined ? 'the cluster is bootstrapped' : `${host} has ${certPath}`}`;
  return [{code: 'pki/home-empty', level: 'error', message, fix: remedy(name, observed)}];
}

const remedy = (name: CaName, observed: ObservedCluster): string =>
  having(CAS[name].keyPath, observed).length > 0
    ? `store the keys that the control planes have: \`${IMPORT}\``
    : 'restore the directory from its copy, or the cluster from a backup: `quorate restore FILE`';

/** A key is deleted from no host before it is known that the directory has it. */
function torn(name: CaName, directory: string, observed: ObservedCluster): readonly Finding[] {
  const [host] = having(CAS[name].keyPath, observed);
  if (host === undefined || !isTornAtHome(name, observed)) return [];
  const message = `${directory}: the encrypted key of ${name} is not the one that its certificate was written with, and ${host} has a key`;
  return [{code: 'pki/home-empty', level: 'error', message, fix: remedy(name, observed)}];
}

function otherThan(text: string, name: CaName, directory: string, {hosts}: ObservedCluster): readonly Finding[] {
  const {certPath} = CAS[name];
  const found = readable(hosts).flatMap(([host, {publicTexts}]) => {
    const there = publicTexts.get(certPath);
    const is = there === undefined ? 'alike' : compared(name, text, there);
    return is === 'alike' ? [] : [{host, is}];
  });
  if (found.length === 0) return [];
  const what = found.some(({is}) => is === 'other') ? 'another CA' : 'an older state of the CA';
  const names = listed(found.map(({host}) => host));
  return [
    {
      code: 'pki/home-differs',
      level: 'error',
      message: `${directory} has ${what} ${name} than ${names} (${certPath})`,
      fix: 'name the directory of this cluster in spec.pki.directory, or restore its newest copy',
    },
  ];
}

/** A file of a host without any certificate is damaged, and is written again. */
function compared(name: CaName, text: string, there: string): 'alike' | 'older' | 'other' {
  if (!there.includes('-----BEGIN CERTIFICATE-----')) return 'alike';
  const [here, onHost] = [generationOf(name, text), generationOf(name, there)];
  // Of one generation, the directory may have a newer certificate of the same key beside it.
  const isSame = here === onHost ? pemBlocks(text).includes(pemBlocks(there)[0] ?? '') : shareBlock(text, there);
  if (!isSame) return 'other';
  return onHost > here ? 'older' : 'alike';
}

const having = (path: string, {hosts}: ObservedCluster): readonly HostName[] =>
  readable(hosts).flatMap(([host, {files}]) => (files.has(path) ? [host] : []));

const readable = (hosts: ObservedCluster['hosts']): readonly (readonly [HostName, HostFacts])[] =>
  [...hosts].flatMap(([host, facts]) => (facts.known ? [[host, facts.value] as const] : []));
