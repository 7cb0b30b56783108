import type {HostView, LayoutView} from '../diagnosis/diagnosis.js';
import type {Box} from './box.js';
import {type Frame, pictureOf} from './drawing.js';
import {endpointOf} from './endpoint.js';
import {MARKS} from './paint.js';
import type {Part, State} from './part.js';

/** A Mermaid flowchart: zones as subgraphs, and the connections that a request takes between hosts. */
export function mermaid(layout: LayoutView): string {
  const {frames, endpoint, version} = pictureOf(layout);
  const hosts = boxesOf(frames, 'hosts');
  const unmanaged = boxesOf(frames, 'unmanaged etcd');
  const ids = new Map([
    ...hosts.map((box, index) => [box, `h${index}`] as const),
    ...unmanaged.map((box, index) => [box, `s${index}`] as const),
  ]);
  const idsByName = new Map(hosts.map(box => [box.name, ids.get(box)!]));
  return [
    'flowchart TB',
    `  clients(["${escaped(`Kubernetes ${version}, API endpoint ${endpoint}`)}"])`,
    ...frames.flatMap((frame, index) => frameLines(frame, index, ids)),
    ...connections(
      layout,
      name => idsByName.get(name)!,
      unmanaged.map(box => ids.get(box)!),
    ).map(line => `  ${line}`),
    ...Object.entries(CLASSES).map(([state, style]) => `  classDef ${state} ${style}`),
  ].join('\n');
}

const boxesOf = (frames: readonly Frame[], of: Frame['of']): readonly Box[] =>
  frames.filter(frame => frame.of === of).flatMap(({boxes}) => boxes);

function frameLines({title, boxes}: Frame, index: number, ids: ReadonlyMap<Box, string>): readonly string[] {
  const nodes = boxes.map(box => `${ids.get(box)}["${boxText(box)}"]:::${stateOf(box.parts)}`);
  if (title === undefined) return nodes.map(node => `  ${node}`);
  return [`  subgraph z${index}["${escaped(title)}"]`, ...nodes.map(node => `    ${node}`), '  end'];
}

const boxText = ({name, address, parts}: Box): string =>
  [
    `<b>${escaped(name)}</b>`,
    ...(address === '' ? [] : [escaped(address)]),
    ...parts.flatMap(({text, sign, why}) => [
      `${MARKS[sign]} ${escaped(text)}`,
      ...(why === undefined ? [] : [`<i>${escaped(why)}</i>`]),
    ]),
  ].join('<br>');

/** A control plane connects to the member on its host, or else to all members. Members connect to each other. */
function connections(
  layout: LayoutView,
  idOf: (host: string) => string,
  unmanaged: readonly string[],
): readonly string[] {
  const hosts = layout.zones.flatMap(zone => zone.hosts);
  const ids = (of: readonly HostView[]) => of.map(({name}) => idOf(name));
  const controlPlanes = hosts.filter(({controlPlane}) => controlPlane !== undefined);
  const {by, hosts: entryHosts} = endpointOf(layout);
  const withoutMember = controlPlanes.filter(host => !isMember(host));
  const members = unmanaged.length > 0 ? unmanaged : ids(hosts.filter(isMember));
  return [
    ...entryHosts.map(name => `clients --> ${idOf(name)}`),
    ...(by === 'balancers' ? among(entryHosts.map(idOf), '-->', ids(controlPlanes)) : []),
    ...among(ids(withoutMember), '-->', members),
    ...members.flatMap((member, index) => among([member], '-.-', members.slice(index + 1))),
  ];
}

const among = (from: readonly string[], line: string, to: readonly string[]): readonly string[] =>
  from.length === 0 || to.length === 0 ? [] : [`${from.join(' & ')} ${line} ${to.join(' & ')}`];

const isMember = ({member}: HostView): boolean => member !== undefined;

const stateOf = (parts: readonly Part[]): State =>
  (['down', 'unknown', 'planned', 'up'] as const).find(state => parts.some(part => part.state === state)) ?? 'up';

/** Entities for everything except letters, digits and a few characters of names: Mermaid or HTML might interpret it. */
const escaped = (text: string): string => text.replaceAll(/[^\p{L}\p{N} .,:/_-]/gu, each => `#${each.codePointAt(0)};`);

const CLASSES: Readonly<Record<State, string>> = {
  up: 'stroke:#2e7d32,stroke-width:2px',
  down: 'stroke:#c62828,stroke-width:3px',
  unknown: 'stroke:#b26a00,stroke-width:2px,stroke-dasharray:5 4',
  planned: 'stroke:#78838f,stroke-dasharray:5 4',
};
