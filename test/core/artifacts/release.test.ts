import {describe, expect, test} from 'vitest';
import {
  ARCHES,
  type Arch,
  type Artifact,
  anyArch,
  artifactWith,
  type Bundle,
  type Release,
  releaseFor,
} from '../../../src/core/artifacts/bundle.js';
import {versionsFor} from '../../../src/core/artifacts/catalog.js';
import {chooseRelease, type RequestedRelease} from '../../../src/core/artifacts/release.js';
import {COMPONENTS} from '../../../src/core/artifacts/required.js';
import {sha256} from '../../../src/core/model/digest.js';
import {artifactOf} from '../../support/builders/release.js';
import {bundle, component, surroundings} from './sample.js';

describe('a release', () => {
  test('has the given Kubernetes, and the newest of the other components where the bundle lacks those of the catalog', () => {
    const release = chosen(
      {},
      bundle(
        component('kubernetes', '1.36.3'),
        component('kubernetes', '1.37.2'),
        component('etcd', '3.6.16'),
        surroundings(),
        component('runc', '1.10.0'),
      ),
    );
    expect(release.versions).toMatchObject({kubernetes: '1.36.3', runc: '1.10.0', pause: '3.10.2'});
    expect(anyArch(release).artifacts.get('kubelet')).toMatchObject({version: '1.36.3'});
    expect(anyArch(release).artifacts.get('runc')).toMatchObject({version: '1.10.0'});
  });

  test.each(['1.34.2', '1.35.4', '1.36.3', '1.37.2'])(
    'for Kubernetes %s has the versions of the catalog, also when the bundle has newer ones',
    kubernetesVersion => {
      const listed = versionsFor({kubernetes: kubernetesVersion});
      const newer = COMPONENTS.filter(name => name !== 'kubernetes').map(name => component(name, '99.0.0'));
      const held = bundle(...COMPONENTS.map(name => component(name, listed[name])), ...newer);
      expect(chosen({kubernetesVersion}, held).versions).toEqual(listed);
    },
  );

  test('does not have a version of the catalog that lacks an artifact', () => {
    const {containerd} = versionsFor({});
    const withoutShim = component('containerd', containerd).filter(({name}) => name !== 'containerd-shim-runc-v2');
    const held = bundle(component('kubernetes', '1.36.3'), component('etcd', '3.6.16'), surroundings(), withoutShim);
    expect(chosen({}, held).versions.containerd).toBe('2.4.2');
  });

  test('has the newest etcd of a minor that suits Kubernetes', () => {
    const held = bundle(
      ...['1.33.1', '1.36.3', '1.37.2'].map(version => component('kubernetes', version)),
      ...['3.5.33', '3.6.9', '3.6.16', '3.7.3'].map(version => component('etcd', version)),
      surroundings(),
    );
    const etcdOf = (kubernetesVersion: string, among = held) => chosen({kubernetesVersion}, among).versions.etcd;
    expect(etcdOf('1.36.3')).toBe('3.6.16');
    expect(etcdOf('1.37.2')).toBe('3.7.3');
    expect(etcdOf('1.33.1')).toBe('3.6.16');
    const unlisted = {...held, artifacts: held.artifacts.filter(({version}) => version !== '3.6.16')};
    expect(etcdOf('1.36.3', unlisted)).toBe('3.6.9');
  });

  test('has the given etcd, older or newer than the one that suits', () => {
    const held = bundle(
      component('kubernetes', '1.36.3'),
      component('etcd', '3.5.33'),
      component('etcd', '3.7.3'),
      surroundings(),
    );
    expect(chosen({etcdVersion: '3.5.33'}, held).versions.etcd).toBe('3.5.33');
    expect(chosen({etcdVersion: '3.7.3'}, held).versions.etcd).toBe('3.7.3');
  });

  test('with an etcd that is too old is refused although the bundle has it', () => {
    const held = bundle(component('kubernetes', '1.36.3'), component('etcd', '3.5.23'), surroundings());
    expect(messages({etcdVersion: '3.5.23'}, held)).toEqual([
      'etcd 3.5.23 is too old: it may promote a learner that lags behind; the oldest supported is 3.5.24',
    ]);
  });

  test('with a missing version is refused, with the versions of the bundle and the command that adds it', () => {
    const held = bundle(
      component('kubernetes', '1.37.2'),
      component('kubernetes', '1.36.3'),
      component('etcd', '3.6.16'),
      surroundings(),
    );
    expect(findings({kubernetesVersion: '1.36.9'}, held)).toEqual([
      {
        code: 'artifacts/not-in-bundle',
        level: 'error',
        message: 'The bundle has no kubernetes 1.36.9; it has 1.36.3, 1.37.2',
        fix: expect.stringContaining('`quorate bundle build --kubernetes 1.36.9`'),
      },
    ]);
  });

  test('without a suitable etcd is refused, with the versions of the bundle', () => {
    const held = bundle(component('kubernetes', '1.36.3'), component('etcd', '3.7.3'), surroundings());
    expect(messages({}, held)).toEqual(['The bundle has no etcd that suits Kubernetes 1.36.3; it has 3.7.3']);
  });

  test('of a version that lacks an artifact is refused, with the artifact', () => {
    const incomplete = component('etcd', '3.6.16').filter(({name}) => name !== 'etcdutl');
    const held = bundle(component('kubernetes', '1.36.3'), incomplete, surroundings());
    expect(messages({}, held)).toEqual([
      'The bundle has no etcd that suits Kubernetes 1.36.3; its 3.6.16 lacks etcdutl',
    ]);
  });

  test('with several problems is refused with all of them', () => {
    expect(messages({}, bundle())).toHaveLength(9);
    expect(messages({etcdVersion: '3.5.23'}, bundle())).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^etcd 3\.5\.23 is too old/),
        'The bundle has no kubernetes 1.36.3; it has no version of it',
        'The bundle has no flannel-cni-plugin; it has no version of it',
      ]),
    );
  });

  test('from a lock file is refused with the command that adds to the lock file', () => {
    const lock: Bundle = {...bundle(component('kubernetes', '1.36.3'), surroundings()), kind: 'Lock'};
    expect(findings({etcdVersion: '3.6.16'}, lock)).toEqual([
      {
        code: 'artifacts/not-in-bundle',
        level: 'error',
        message: 'The lock file has no etcd 3.6.16; it has no version of it',
        fix: expect.stringContaining('`quorate bundle fetch --kubernetes 1.36.3 --etcd 3.6.16`'),
      },
    ]);
  });

  test('has the test image if the bundle has it', () => {
    const held = bundle(component('kubernetes', '1.36.3'), component('etcd', '3.6.16'), surroundings());
    expect(chosen({}, held).versions).not.toHaveProperty('agnhost');
    const testing = {...held, artifacts: [...held.artifacts, artifactOf('agnhost', '2.63.0', 'agnhost')]};
    expect(chosen({}, testing).versions.agnhost).toBe('2.63.0');
    expect(anyArch(chosen({}, testing)).artifacts.get('agnhost')).toMatchObject({version: '2.63.0'});
  });
});

describe('the architectures of a release', () => {
  test('have each their own artifacts of the same versions, found by their digests', () => {
    const release = chosen({}, bundle(both()));
    expect([...release.arches.keys()]).toEqual(ARCHES);
    for (const arch of ARCHES) {
      const own = releaseFor(release, arch);
      expect(own).toMatchObject({arch, versions: release.versions});
      expect([...own.artifacts.values()].map(({name}) => name).toSorted()).toEqual(
        complete(arch)
          .map(({name}) => name)
          .toSorted(),
      );
      for (const each of own.artifacts.values()) {
        expect(each.arch).toBe(arch);
        expect(artifactWith(each.sha256, release)).toBe(each);
      }
    }
    const [amd64, arm64] = ARCHES.map(arch => releaseFor(release, arch).artifacts.get('kubelet')!.sha256);
    expect(amd64).not.toBe(arm64);
    expect(artifactWith(sha256('something else'), release)).toBeUndefined();
  });

  test.each(complete('arm64').map(({component: of, name}) => [name, of] as const))(
    'are only those that have all artifacts: one that lacks %s is left out',
    (name, of) => {
      const lacking = complete('arm64').filter(each => each.name !== name || each.component !== of);
      const release = chosen({}, bundle(complete('amd64'), lacking));
      expect([...release.arches.keys()]).toEqual(['amd64']);
    },
  );

  test('are not joined to complete a version: artifacts of one architecture do not replace those of another', () => {
    const [etcd, ...tools] = component('etcd', '3.6.16');
    const held = bundle(
      complete('amd64').filter(each => each.component !== 'etcd'),
      tools,
      [{...etcd!, arch: 'arm64'}],
    );
    expect(messages({}, held)).toEqual([
      expect.stringMatching(/^The bundle has no etcd that suits Kubernetes 1\.36\.3/),
    ]);
  });

  test('do not depend on the test image, which one of them may lack', () => {
    const release = chosen({}, bundle(both(), component('agnhost', '2.63.0', 'arm64')));
    expect([...release.arches.keys()]).toEqual(ARCHES);
    expect(releaseFor(release, 'arm64').artifacts.has('agnhost')).toBe(true);
    expect(releaseFor(release, 'amd64').artifacts.has('agnhost')).toBe(false);
  });

  test('decide the versions: those that all of them have are preferred to newer ones', () => {
    const held = bundle(both(), component('runc', '9.0.0'), component('containerd', '9.0.0', 'arm64'));
    const release = chosen({}, held);
    expect(release.versions).toMatchObject({runc: '1.5.2', containerd: '2.4.2'});
    expect([...release.arches.keys()]).toEqual(ARCHES);
  });

  test('decide the etcd in the same way', () => {
    const held = bundle(both('3.6.9'), component('etcd', '3.6.15', 'arm64'), component('etcd', '3.7.3', 'amd64'));
    expect(chosen({}, held).versions.etcd).toBe('3.6.9');
  });

  test('without a version in common leave out those that lack the newest', () => {
    const withoutRunc = ARCHES.map(arch => complete(arch).filter(each => each.component !== 'runc'));
    const held = bundle(...withoutRunc, component('runc', '9.0.0', 'arm64'), component('runc', '8.0.0', 'amd64'));
    const release = chosen({}, held);
    expect(release.versions.runc).toBe('9.0.0');
    expect([...release.arches.keys()]).toEqual(['arm64']);
  });
});

test('a bundle with each component for some architecture, and all of them for none, is refused', () => {
  const held = bundle(
    complete('amd64').filter(({component: name}) => name !== 'etcd'),
    component('etcd', '3.6.16', 'arm64'),
  );
  expect(findings({}, held).map(({code}) => code)).toEqual(['artifacts/architecture']);
});

test('a host of an architecture that the release lacks has the names and paths of another one', () => {
  const release = chosen({}, bundle(complete('arm64')));
  expect(releaseFor(release, 'amd64')).toBe(releaseFor(release, 'arm64'));
  expect(anyArch(release).arch).toBe('arm64');
});

/** All artifacts of one architecture but the test image. */
function complete(arch: Arch, etcd = '3.6.16'): readonly Artifact[] {
  return [...component('kubernetes', '1.36.3', arch), ...component('etcd', etcd, arch), ...surroundings(arch)];
}

const both = (etcd?: string): readonly Artifact[] => ARCHES.flatMap(arch => complete(arch, etcd));

const WANTED: RequestedRelease = {kubernetesVersion: '1.36.3'};

const chosen = (wanted: Partial<RequestedRelease>, held: Bundle): Release => {
  const result = chooseRelease({...WANTED, ...wanted}, held);
  if ('release' in result) return result.release;
  throw new Error(result.findings.map(({message}) => message).join('\n'));
};

const findings = (wanted: Partial<RequestedRelease>, held: Bundle) => {
  const result = chooseRelease({...WANTED, ...wanted}, held);
  return 'findings' in result ? result.findings : [];
};

const messages = (wanted: Partial<RequestedRelease>, held: Bundle) =>
  findings(wanted, held).map(({message}) => message);
