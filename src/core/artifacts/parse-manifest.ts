import type {Finding} from '../model/finding.js';
import type {Bundle} from './bundle.js';
import {artifactOf, artifactProblems} from './parse-artifact.js';
import {isRecord, type Problem, shown, unless} from './parse-value.js';

/** The manifest of a bundle.json or quorate.lock.json, or everything that is wrong with it. */
export const parseBundle = (json: unknown): Bundle | readonly Finding[] => {
  if (!isRecord(json)) return [finding({at: 'The manifest', problem: 'is not an object'})];
  const artifacts = Array.isArray(json.artifacts) ? json.artifacts : [];
  const {kind} = json;
  const problems = [
    ...unless(json.apiVersion === API_VERSION, 'apiVersion', `is ${shown(json.apiVersion)}, not "${API_VERSION}"`),
    ...unless(kind === 'Bundle' || kind === 'Lock', 'kind', `is ${shown(kind)}, not "Bundle" or "Lock"`),
    ...unless(Array.isArray(json.artifacts), 'artifacts', 'is not a list'),
    ...artifacts.flatMap((artifact: unknown, index) => artifactProblems(artifact, kind, `artifacts[${index}]`)),
    ...duplicates(artifacts.filter(isRecord)),
  ];
  return problems.length > 0
    ? problems.map(finding)
    : {apiVersion: API_VERSION, kind: kind as Bundle['kind'], artifacts: artifacts.map(artifactOf)};
};

export const API_VERSION = 'quorate/v1alpha2';

/** Unique and sortable: "etcd/3.6.16/amd64/etcdctl". */
export const artifactKey = ({
  component,
  version,
  arch,
  name,
}: Readonly<Record<'component' | 'version' | 'arch' | 'name', unknown>>): string =>
  `${component}/${version}/${arch}/${name}`;

const duplicates = (artifacts: readonly Readonly<Record<string, unknown>>[]): readonly Problem[] => {
  const keys = artifacts.map(({component, version, arch, name}) => artifactKey({component, version, arch, name}));
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))].map(key => ({
    at: 'artifacts',
    problem: `has ${key} more than once`,
  }));
};

const finding = ({at, problem}: Problem): Finding => ({
  code: 'artifacts/bad-manifest',
  level: 'error',
  message: `${at} ${problem}`,
});
