import type {LayoutView} from '../diagnosis/diagnosis.js';
import {type Box, unmanagedEtcdBoxes, zoneBoxes} from './box.js';
import {endpointText} from './endpoint.js';
import type {Sign} from './part.js';

/** What all forms of the drawing share: which frames there are, and what stands in them. */
export interface Picture {
  readonly version: string;
  /** Where people come in, and by whom. */
  readonly endpoint: string;
  readonly frames: readonly Frame[];
  /** The signs in use, for a legend. */
  readonly signs: readonly Sign[];
}

export interface Frame {
  readonly of: 'hosts' | 'store';
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

/** Zones are frames around their hosts. Where there is one zone only, each host has a frame, so that they fill the width. */
function framesOf({zones, store}: LayoutView): readonly Frame[] {
  const titled = zones.map(zone => ({title: titleOf(zone.name, zones.length), boxes: zoneBoxes(zone)}));
  const dealt = titled.length === 1 ? titled.flatMap(oneABox) : titled.map(frame);
  const planned = zones.every(({hosts}) => hosts.every(({seen}) => seen === 'planned'));
  return [
    ...dealt,
    ...(store === undefined
      ? []
      : [{of: 'store' as const, title: 'etcd run by somebody else', boxes: unmanagedEtcdBoxes(store, planned)}]),
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

/** Frames side by side, as many as there is room for. */
export const bandsOf = (frames: readonly Frame[], columns: number): readonly (readonly Frame[])[] =>
  Array.from({length: Math.ceil(frames.length / columns)}, (_, band) =>
    frames.slice(band * columns, (band + 1) * columns),
  );
