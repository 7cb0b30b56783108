import type {HostView, LayoutView} from '../diagnosis/diagnosis.js';
import type {Box} from './box.js';
import {type Frame, pictureOf} from './drawing.js';
import {endpointOf} from './endpoint.js';
import {MARKS} from './paint.js';
import type {Part, State} from './part.js';

/** A flowchart for pages that draw Mermaid: zones as subgraphs, and the ways of a request between hosts. */
export function mermaid(layout: LayoutView): string {
  const {frames, endpoint, version} = pictureOf(layout);
  const hosts = boxesOf(frames, 'hosts');
  const store = boxesOf(frames, 'store');
  const ids = new Map([
    ...hosts.map((box, index) => [box, `h${index}`] as const),
    ...store.map((box, index) => [box, `s${index}`] as const),
  ]);
  const named = new Map(hosts.map(box => [box.name, ids.get(box)!]));
  return [
    'flowchart TB',
    `  people(["${escaped(`Kubernetes ${version}, the API at ${endpoint}`)}"])`,
    ...frames.flatMap((frame, index) => frameLines(frame, index, ids)),
    ...waysOf(
      layout,
      name => named.get(name)!,
      store.map(box => ids.get(box)!),
    ).map(way => `  ${way}`),
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

/** A control plane asks the member on its host; one without asks any of them. Each member hears each other one. */
function waysOf(layout: LayoutView, idOf: (host: string) => string, store: readonly string[]): readonly string[] {
  const hosts = layout.zones.flatMap(zone => zone.hosts);
  const ids = (within: readonly HostView[]) => within.map(({name}) => idOf(name));
  const controlPlanes = hosts.filter(({controlPlane}) => controlPlane !== undefined);
  const {by, hosts: doors} = endpointOf(layout);
  const elsewhere = controlPlanes.filter(host => !isMember(host));
  const members = store.length > 0 ? store : ids(hosts.filter(isMember));
  return [
    ...doors.map(name => `people --> ${idOf(name)}`),
    ...(by === 'balancers' ? among(doors.map(idOf), '-->', ids(controlPlanes)) : []),
    ...among(ids(elsewhere), '-->', members),
    ...members.flatMap((member, index) => among([member], '-.-', members.slice(index + 1))),
  ];
}

const among = (from: readonly string[], line: string, to: readonly string[]): readonly string[] =>
  from.length === 0 || to.length === 0 ? [] : [`${from.join(' & ')} ${line} ${to.join(' & ')}`];

const isMember = ({member}: HostView): boolean => member !== undefined;

const stateOf = (parts: readonly Part[]): State =>
  (['down', 'unknown', 'planned', 'up'] as const).find(state => parts.some(part => part.state === state)) ?? 'up';

/** Entities for all that Mermaid or HTML might read; letters, digits and a few marks of names are left. */
const escaped = (text: string): string => text.replaceAll(/[^\p{L}\p{N} .,:/_-]/gu, each => `#${each.codePointAt(0)};`);

const CLASSES: Readonly<Record<State, string>> = {
  up: 'stroke:#2e7d32,stroke-width:2px',
  down: 'stroke:#c62828,stroke-width:3px',
  unknown: 'stroke:#b26a00,stroke-width:2px,stroke-dasharray:5 4',
  planned: 'stroke:#78838f,stroke-dasharray:5 4',
};
