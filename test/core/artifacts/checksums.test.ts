import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {checksumOf} from '../../../src/core/artifacts/checksums.js';

const KUBELET = '46707a53209f826ad0f0d62371ac69cd00e78fd9a8176cf5f6f87f18f7f8b718';
const KUBECTL = 'ebbd080e7c2e275093b55915722043257eb24004363e20acb3c4d71919f88336';
const RUNC = 'f6ae8efc0fa40079e1475e97cbe9d1bd3f106a28d6af78a11d9f1bd565515e60';
const RUNC_ARM64 = '633301e2e32f8a5ad54031aab4901eb00308bec677dd15faa2751e8f9dab5ca4';
const PLUGINS = 'b98f74a0f8522f0a83867178729c1aa70f2158f90c45a2ca8fa791db1c76b303';

const golden = (file: string): string => readFileSync(new URL(`checksums/${file}`, import.meta.url), 'utf8');

describe('the digest is found in', () => {
  test.each([
    ['kubelet.sha256', undefined, KUBELET],
    ['kubelet-crlf.sha256', undefined, KUBELET],
    ['kubernetes-SHA256SUMS', 'bin/linux/amd64/kubelet', KUBELET],
    ['kubernetes-SHA256SUMS', './bin/linux/amd64/kubectl', KUBECTL],
    ['cni-plugins.sha256', 'cni-plugins-linux-amd64-v1.9.1.tgz', PLUGINS],
    ['dot-slash-crlf.sha256', 'cni-plugins-linux-amd64-v1.9.1.tgz', PLUGINS],
    ['runc.sha256sum', 'runc.amd64', RUNC],
    ['runc.sha256sum', 'runc.arm64', RUNC_ARM64],
    ['runc-crlf.sha256sum', 'runc.arm64', RUNC_ARM64],
    ['runc.sha256sum', 'libseccomp-2.6.0.tar.gz', PLUGINS],
    ['duplicates-SHA256SUMS', 'etcd-v3.6.14-linux-amd64.tar.gz', KUBELET],
    ['damaged-SHA256SUMS', 'd.tgz', KUBELET],
  ])('%s for %s', (file, name, digest) => {
    expect(checksumOf(golden(file), name)).toEqual({digest});
  });
});

describe('there is no digest in', () => {
  test.each([
    ['kubernetes-SHA256SUMS', 'bin/linux/amd64/kubeadm', 'it has no digest of bin/linux/amd64/kubeadm'],
    ['kubernetes-SHA256SUMS', 'kubelet', 'it has no digest of kubelet'],
    ['kubernetes-SHA256SUMS', undefined, 'it is not a SHA-256 digest'],
    ['runc.sha256sum', 'runc.ppc64le', 'it has no digest of runc.ppc64le'],
    ['runc-truncated.sha256sum', 'runc.amd64', 'its signed part has no end'],
    ['duplicates-SHA256SUMS', 'etcd-v3.6.14-linux-arm64.tar.gz', /different digests/],
    ['damaged-SHA256SUMS', 'a.tgz', /is not a SHA-256 digest/],
    ['damaged-SHA256SUMS', 'b.tgz', /is not a SHA-256 digest/],
    ['damaged-SHA256SUMS', 'c.tgz', /is not a SHA-256 digest/],
    ['login.txt', 'runc.amd64', 'it has no digest of runc.amd64'],
    ['login.txt', undefined, 'it is not a SHA-256 digest'],
    ['kubelet.sha256', 'kubelet', 'it has no digest of kubelet'],
  ])('%s for %s', (file, name, problem) => {
    expect(checksumOf(golden(file), name)).toEqual({
      problem: typeof problem === 'string' ? problem : expect.stringMatching(problem),
    });
  });

  test('an empty text', () => {
    expect(checksumOf('', undefined)).toEqual({problem: 'it is not a SHA-256 digest'});
    expect(checksumOf('', 'x')).toEqual({problem: 'it has no digest of x'});
  });
});

const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
const name = fc.stringMatching(/^[a-z][a-z0-9._/-]{0,20}[a-z]$/).filter(each => !each.includes('//'));

test('whatever else is in a list, a name has the digest of its line', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(name, hex), {minLength: 1, selector: ([each]) => each}),
      fc.constantFrom('  ', ' *'),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (lines, separator, end, isSigned) => {
        const list = lines.map(([file, digest]) => `${digest}${separator}${file}${end}`).join('');
        const text = isSigned
          ? `-----BEGIN PGP SIGNED MESSAGE-----${end}Hash: SHA256${end}${end}${list}-----BEGIN PGP SIGNATURE-----${end}x`
          : list;
        for (const [file, digest] of lines) expect(checksumOf(text, file)).toEqual({digest});
      },
    ),
  );
});

test('no text makes it fail in another way', () => {
  fc.assert(
    fc.property(fc.string(), fc.option(name, {nil: undefined}), (text, file) => {
      const found = checksumOf(text, file);
      expect('digest' in found || found.problem !== '').toBe(true);
    }),
  );
});
