import {execFileSync, spawnSync} from 'node:child_process';
import {afterAll, expect, test} from 'vitest';
import {factQuery} from '../../src/core/plan/fact-query.js';
import {apply} from '../../src/workflows/apply.js';
import {TestHost} from '../io/remote/test-host.js';
import {Scenario} from '../scenario/run.js';
import {clusterConfig} from '../support/builders/config.js';
import {TEMPLATES} from '../support/rendering.js';
import {plant} from './look/tree.js';

const ROUNDS = 20;
/** Programs that one look starts at most, the shell included. */
const MOST_PROGRAMS = 28;

const host = new TestHost();
afterAll(() => host.remove());
const hasStrace = spawnSync('strace', ['-V']).status === 0;

/** Runs the script that was last sent, so often, with this command in front of the shell. */
const again = (before: string, rounds: number): string => {
  const script =
    `export PATH="$1/commands:$PATH" TIMEFORMAT='%U %S'; script=$(cat "$1/script")\n` +
    `time for round in $(seq ${rounds}); do ${before} sh -c "$script" quorate "$1" <"$1/input" >/dev/null 2>&1; done`;
  return spawnSync('bash', ['-c', script, 'bash', host.root], {encoding: 'utf8'}).stderr;
};

test('gathering the facts of a control plane', {timeout: 600_000}, async () => {
  const scenario = new Scenario(clusterConfig());
  const site = scenario.fresh();
  await scenario.run(apply, site);
  const name = scenario.desired.controlPlanes[0]!.host;
  const query = factQuery(scenario.desired, scenario.release, TEMPLATES, name);
  plant(site.world.disk(name), host, query.modules);
  // Everything has been there for a minute: digests of large files are cached.
  host.command('date', 'echo $(($(/usr/bin/date +%s%N) + 60000000000))');
  const facts = await host.port.facts(query);
  const {argv, stdin} = host.commands[0]!;
  host.write('/script', argv[2]!);
  host.write('/input', String(stdin));

  const [user = 0, system = 0] = again('', ROUNDS).trim().split(' ').map(Number);
  const figures: Record<string, number> = {
    files: facts.files.size,
    units: facts.units.size,
    cpuMs: Math.round((1000 * (user + system)) / ROUNDS),
  };
  if (hasStrace) {
    again(`strace -f -qq -e trace=execve -o '${host.root}/calls'`, 1);
    figures.programs = Number(execFileSync('grep', ['-c', '= 0$', host.at('/calls')], {encoding: 'utf8'}));
    // Commands of the test host are programs twice.
    figures.programs -= Number(
      execFileSync('grep', ['-c', 'execve("/usr/bin/date', host.at('/calls')], {encoding: 'utf8'}),
    );
    expect(figures.programs).toBeLessThanOrEqual(MOST_PROGRAMS);
  }
  process.stderr.write(`the facts of a control plane\n${JSON.stringify(figures, null, 2)}\n`);
  expect(facts.units.size).toBeGreaterThan(5);
});
