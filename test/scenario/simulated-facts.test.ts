import {expect, test} from 'vitest';
import {factQuery} from '../../src/core/plan/fact-query.js';
import {hostClient} from '../../src/io/remote/host-client.js';
import {apply} from '../../src/workflows/apply.js';
import {factsText} from '../bench/check/facts-text.js';
import {answeringWith} from '../support/answers.js';
import {clusterConfig} from '../support/builders/config.js';
import {TEMPLATES} from '../support/rendering.js';
import {Scenario} from './run.js';

test('what a simulated host of the benchmarks answers is read as the facts of its disk', async () => {
  const scenario = new Scenario(clusterConfig());
  const site = scenario.fresh();
  await scenario.run(apply, site);
  const {desired, release} = scenario;
  for (const {name} of desired.hosts) {
    const disk = site.world.disk(name);
    const query = factQuery(desired, release, TEMPLATES, name);
    const simulated = answeringWith(({stdin}) => ({
      stdout: factsText(disk, String(stdin)).replaceAll('CLOCK', String(Date.now())),
    }));
    const client = hostClient(name, simulated, TEMPLATES, () => {
      throw new Error('nothing is to be installed');
    });
    const read = await client.facts(query);
    const {files, links, directories, units, owned, users, images, etcdMarker, identity, modules, sysctls} =
      disk.facts(query);
    const known = {files, links, directories, units, owned, users, images, etcdMarker, identity, modules, sysctls};
    expect(read).toMatchObject(Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)));
  }
});
