import type {LayoutView} from '../diagnosis/diagnosis.js';
import {type Box, unmanagedEtcdBoxes, zoneBoxes} from './box.js';
import {endpointText} from './endpoint.js';
import type {Sign} from './part.js';

/** The content that all output formats share: the frames and what is in them. */
export interface Picture {
  readonly version: string;
  /** The API endpoint and what serves it. */
  readonly endpoint: string;
  readonly frames: readonly Frame[];
  /** The signs in use, for a legend. */
  readonly signs: readonly Sign[];
}

export interface Frame {
  readonly of: 'hosts' | 'unmanaged etcd';
  readonly title?: string;
  readonly boxes: readonly Box[];
}

export function pictureOf(layout: LayoutView): Picture {
  const frames = framesOf(layout);
  const used = new Set(frames.flatMap(({boxes}) => boxes.flatMap(({parts}) => parts.map(({sign}) => sign))));
  return {
    version: layout.kubernetesVersion,
    endpoint: endpointText(layout),
    frames,
    signs: SIGNS.filter(sign => used.has(sign)),
  };
}

/** A frame for each zone. With a single zone each host has a frame, so that they fill the width. */
function framesOf({zones, unmanagedEtcd}: LayoutView): readonly Frame[] {
  const titled = zones.map(zone => ({title: titleOf(zone.name, zones.length), boxes: zoneBoxes(zone)}));
  const hostFrames = titled.length === 1 ? titled.flatMap(oneABox) : titled.map(frame);
  const planned = zones.every(({hosts}) => hosts.every(({reachable}) => reachable === 'planned'));
  return [
    ...hostFrames,
    ...(unmanagedEtcd === undefined
      ? []
      : [
          {
            of: 'unmanaged etcd' as const,
            title: 'unmanaged etcd',
            boxes: unmanagedEtcdBoxes(unmanagedEtcd, planned),
          },
        ]),
  ];
}

interface Titled {
  readonly title: string | undefined;
  readonly boxes: readonly Box[];
}

const frame = ({title, boxes}: Titled): Frame => ({of: 'hosts', ...(title === undefined ? {} : {title}), boxes});
const oneABox = ({title, boxes}: Titled): readonly Frame[] => boxes.map(box => frame({title, boxes: [box]}));

const titleOf = (zone: string | undefined, zones: number): string | undefined => {
  if (zone !== undefined) return `zone ${zone}`;
  return zones > 1 ? 'no zone' : undefined;
};

const SIGNS: readonly Sign[] = ['up', 'leader', 'learner', 'down', 'unknown', 'planned'];

/** Frames in rows of this many columns. */
export const bandsOf = (frames: readonly Frame[], columns: number): readonly (readonly Frame[])[] =>
  Array.from({length: Math.ceil(frames.length / columns)}, (_, band) =>
    frames.slice(band * columns, (band + 1) * columns),
  );
