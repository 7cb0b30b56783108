import {randomBytes} from 'node:crypto';
import type {HostFacts} from '../../../core/model/observed.js';
import type {FactQuery} from '../../../core/plan/fact-query.js';
import {wallClock} from '../../clock.js';
import {OUTPUT_LIMITS} from '../../transport/output-limit.js';
import {sysctlPath} from '../kernel.js';
import {LIMITS} from '../limits.js';
import {assertField, assertUsable} from '../path.js';
import {type RemoteShell, runScript} from '../script.js';
import {answerOf, fileLines} from './answer.js';
import {etcdMarkerIn, identityIn, imagesIn} from './cluster.js';
import {filesIn} from './files.js';
import {mountsIn} from './mounts.js';
import {addressesIn, interfacesIn, portsIn} from './network.js';
import {placesIn} from './places.js';
import {surroundingsIn} from './surroundings.js';
import {systemIn} from './system.js';
import {unitsIn} from './units.js';

/** Reads all facts of a query in one round trip. Throws Failure 'hosts/garbled-facts' when they are incomplete. */
export async function readFacts(shell: RemoteShell, query: FactQuery): Promise<HostFacts> {
  const boundary = `== ${randomBytes(12).toString('hex')}`;
  const input = `${boundary}\n${lines(shell, query)}`;
  // Without a connection that says when it sends: what happens before makes the offset of the clock less certain.
  let sentMs = wallClock().getTime();
  let heardMs: number | undefined;
  const {stdout} = await runScript(shell, {
    scripts: ['userland', 'absent', 'machine', 'digests', 'owned-list', 'places', 'surroundings', 'facts'],
    title: 'gather facts',
    changes: false,
    input,
    timeoutMs: LIMITS.facts,
    maxBytes: OUTPUT_LIMITS.large,
    onStart: () => {
      sentMs = wallClock().getTime();
    },
    onStdout: () => {
      heardMs = wallClock().getTime();
    },
  });
  const receivedMs = heardMs ?? wallClock().getTime();
  const answer = answerOf(shell.name, boundary, stdout.toString());
  const [marker, copy] = [etcdMarkerIn(answer, 'marker'), etcdMarkerIn(answer, 'marker-copy')];
  const identity = identityIn(answer);
  const interfaces = interfacesIn(answer);
  const linesOfFiles = fileLines(answer, 'texts');
  return {
    ...systemIn(answer, {sentMs, receivedMs}),
    ...filesIn(answer),
    addresses: addressesIn(answer),
    ...(interfaces === undefined ? {} : {interfaces}),
    ports: portsIn(answer),
    places: placesIn(answer, mountsIn(linesOfFiles)),
    ...surroundingsIn(answer, linesOfFiles),
    units: unitsIn(answer),
    images: imagesIn(answer),
    ...(marker === undefined ? {} : {etcdMarker: marker}),
    ...(copy === undefined ? {} : {etcdMarkerCopy: copy}),
    ...(identity === undefined ? {} : {identity}),
  };
}

function lines({name}: RemoteShell, query: FactQuery): string {
  const {places, publicTexts, units, modules, users, sysctls, commands, booleans, images} = query;
  const paths = [...new Set([...query.paths, ...publicTexts])];
  assertUsable(name, [...paths, ...places]);
  assertField(name, [...units, ...modules, ...users, ...sysctls, ...commands, ...booleans, ...images]);
  return [
    ...paths.map(path => `path\t${path}`),
    ...places.map(place => `place\t${place}`),
    ...publicTexts.map(path => (/\.(crt|pub|pem)$/.test(path) ? `certificate\t${path}` : `kubeconfig\t${path}`)),
    ...units.map(unit => `unit\t${unit}`),
    ...modules.map(module => `module\t${module}`),
    ...users.map(user => `user\t${user}`),
    ...sysctls.map(sysctl => `sysctl\t${sysctlPath(sysctl)}`),
    ...commands.map(command => `command\t${command}`),
    ...booleans.map(boolean => `boolean\t${boolean}`),
    ...images.map(image => `image\t${image}`),
    '',
  ].join('\n');
}
