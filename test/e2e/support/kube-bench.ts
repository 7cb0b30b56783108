import {existsSync} from 'node:fs';
import {cp, mkdtemp, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {execa} from 'execa';
import {parse, stringify} from 'yaml';
import {findGo} from '../../../src/lab/bundle/go/toolchain.js';
import {rootFileSystems} from '../../../src/lab/hosts/paths.js';
import type {LabCluster} from './cluster.js';

const MODULE = 'github.com/aquasecurity/kube-bench';
const VERSION = 'v0.15.5';
/** Of the module. Its own go.sum has those of what it needs. */
const SUM = 'h1:rmMGuZaa8v5N0M2e0+9L1UFdGS4tzL2+E52v9xZsn8s=';
const MAPPED = fileURLToPath(new URL('../../../docs/kube-bench/config.yaml', import.meta.url));

/** A directory with kube-bench and its configuration, as docs/kube-bench says; the program is built once and kept. */
async function kubeBench(): Promise<string> {
  const made = join(dirname(rootFileSystems()), 'bench', `kube-bench-${VERSION}`);
  if (!existsSync(made)) await build(made);
  const upstream = parse(await readFile(join(made, 'cfg/config.yaml.upstream'), 'utf8')) as object;
  const own = parse(await readFile(MAPPED, 'utf8')) as object;
  await writeFile(join(made, 'cfg/config.yaml'), stringify({...upstream, ...own}));
  return made;
}

async function build(made: string): Promise<void> {
  const go = await findGo(process.env);
  // The checksum is pinned here, so the database of checksums is not needed.
  const env = {GONOSUMDB: MODULE, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', GOWORK: 'off'};
  const {stdout} = await execa(go, ['mod', 'download', '-json', `${MODULE}@${VERSION}`], {env});
  const {Dir, Sum} = JSON.parse(stdout) as {Dir: string; Sum: string};
  if (Sum !== SUM) throw new Error(`${MODULE}@${VERSION} has the checksum ${Sum}`);
  await execa('mkdir', ['-p', dirname(made)]);
  const folder = await mkdtemp(`${made}.`);
  try {
    await execa(go, ['build', '-o', join(folder, 'kube-bench'), '.'], {cwd: Dir, env});
    await cp(join(Dir, 'cfg'), join(folder, 'cfg'), {recursive: true});
    await execa('chmod', ['-R', 'u+w', folder]);
    await rename(join(folder, 'cfg/config.yaml'), join(folder, 'cfg/config.yaml.upstream'));
    await rename(folder, made);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

export interface Scored {
  readonly passed: number;
  /** "1.1.7 Ensure that …" with its status. */
  readonly others: readonly string[];
}

interface Report {
  readonly Controls: readonly {
    readonly node_type: string;
    readonly tests: readonly {
      readonly results: readonly {
        readonly scored: boolean;
        readonly status: string;
        readonly test_number: string;
        readonly test_desc: string;
      }[];
    }[];
  }[];
}

/** The scored checks of these targets on a host, by target. */
export async function scored(
  cluster: LabCluster,
  host: string,
  targets: readonly string[],
): Promise<Readonly<Record<string, Scored>>> {
  const made = await kubeBench();
  const {stdout: files} = await execa('tar', ['-C', made, '-c', 'kube-bench', 'cfg/config.yaml', 'cfg/cis-1.12'], {
    encoding: 'buffer',
    maxBuffer: 500_000_000,
  });
  const unpack = await cluster.lab.exec(host, ['sh', '-c', 'mkdir -p /opt/kube-bench && tar -x -C /opt/kube-bench'], {
    stdin: files,
  });
  if (unpack.code !== 0) throw new Error(`${host}: ${unpack.stderr}`);
  const run = `cd /opt/kube-bench && PATH=$PATH:/opt/quorate/bin exec ./kube-bench run --config-dir cfg --benchmark cis-1.12 --targets ${targets.join(',')} --json`;
  const {Controls} = JSON.parse(await cluster.on(host, 'sh', '-c', run)) as Report;
  return Object.fromEntries(
    Controls.map(({node_type: target, tests}) => {
      const results = tests.flatMap(each => each.results).filter(each => each.scored);
      return [
        target,
        {
          passed: results.filter(({status}) => status === 'PASS').length,
          others: results
            .filter(({status}) => status !== 'PASS')
            .map(each => `${each.test_number} ${each.status} ${each.test_desc}`),
        },
      ];
    }),
  );
}
