import {expect, test} from 'vitest';
import {MemoryWorld} from '../../support/memory-world.js';
import {adviceOn} from './advice.js';
import {fileOf} from './files.js';
import type {Situation} from './situation.js';

const nothing: Situation = {
  file: fileOf('stacked', 'cp1'),
  world: MemoryWorld.empty({hosts: []} as never),
  lost: new Set(),
};
const SAME = 'upgrade --to 1.37.2';

test.each([
  ['  - run the same command again', [SAME]],
  ['  - start it; then run the same command again', [SAME]],
  ['  - or accept it: run the same command again with `--accept-downtime`', [`${SAME} --accept-downtime`]],
  ['    remedy: `quorate upgrade --abort`, or `quorate apply`', ['upgrade --abort', 'apply']],
  ['  - to proceed anyway: --ignore-preflight-errors=Swap,Port', [`${SAME} --ignore-preflight-errors=Swap,Port`]],
  ['  - when all hosts can be reached: quorate join w1', ['join w1']],
  ['  - add its successor first: `quorate join HOST`', []],
  ['  - to give the cluster up: `quorate reset --all`', []],
  ['  - read the log', []],
])('what a person types after "%s"', (line, commands) => {
  expect(adviceOn([line], nothing, SAME).commands).toEqual(commands);
});
