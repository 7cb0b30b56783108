import {createPrivateKey, createPublicKey, sign} from 'node:crypto';
import {expect, test} from 'vitest';
import {sansOf} from '../../src/core/pki/alternative-names.js';
import {CAS} from '../../src/core/pki/cas.js';
import {validityFrom} from '../../src/core/pki/lifetimes.js';
import {pemBlocks} from '../../src/core/pki/pem.js';
import {signCertificate} from '../../src/core/pki/sign.js';
import {apply} from '../../src/workflows/apply.js';
import {Scenario} from './run.js';
import {configWith, MANAGED_ETCD} from './small.js';

const DAY_MS = 86_400_000;

/** What `openssl x509 -signkey` does: a new certificate of the same name for the same key. */
const renewed = (commonName: string, keyText: string, now: Date): string => {
  const key = createPrivateKey(keyText);
  return signCertificate({
    subject: {commonName},
    usages: [],
    sans: sansOf(commonName),
    isCa: true,
    publicKey: createPublicKey(key).export({type: 'spki', format: 'der'}),
    serial: '41'.repeat(16),
    signWith: tbs => sign('sha256', tbs, key),
    ...validityFrom(now, 3650),
  });
};

test.each(MANAGED_ETCD)(
  'after its CAs expired, a cluster takes new certificates of the same keys in front of the old ones, %s etcd',
  async place => {
    const scenario = new Scenario(configWith(place, /^(etcd|cp|w1)/));
    const cluster = scenario.fresh();
    await scenario.run(apply, cluster);
    const later = new Date(Date.now() + 3700 * DAY_MS);
    const run = () => scenario.run(apply, cluster, {now: () => later});
    await expect(run()).rejects.toThrow('expired on');

    const {disks} = cluster.world;
    for (const {certPath, keyPath, commonName} of Object.values(CAS)) {
      const key = [...disks.values()].flatMap(disk => disk.text(keyPath) ?? [])[0]!;
      const fresh = renewed(commonName, key, later);
      for (const disk of disks.values()) {
        const old = disk.text(certPath);
        if (old !== undefined) disk.put(certPath, Buffer.from(fresh + pemBlocks(old).join('')), '644');
      }
    }
    expect((await run()).ran).toBe(true);
    expect((await run()).ran).toBe(false);
  },
);
