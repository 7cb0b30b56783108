import {expect, test} from 'vitest';
import {downloadProgress} from '../../../../src/io/bundle/fetch/progress.js';

const KUBELET = 'dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubelet';
const LAYER = `registry.k8s.io/v2/coredns/coredns/blobs/sha256:${'ab'.repeat(32)}`;

/** What is reported, and a clock that is set by hand. */
const recorded = () => {
  const said: string[] = [];
  const time = {now: 0};
  const progress = downloadProgress(
    ({title, detail}) => void said.push(`${title}: ${detail}`),
    () => time.now,
  );
  return {said, time, progress};
};

test('a download is reported with its name, how much of everything is there, and the time left', () => {
  const {said, time, progress} = recorded();
  progress.expect(KUBELET, 60_000_000);
  progress.expect(LAYER, 40_000_000);
  const kubelet = progress.begin(KUBELET);
  kubelet(0, false);
  time.now = 10_000;
  kubelet(20_000_000, true);
  time.now = 20_000;
  kubelet(20_000_000, true);
  time.now = 30_000;
  kubelet(20_000_000, true);
  progress.done(KUBELET, 60_000_000);
  const layer = progress.begin(LAYER);
  time.now = 40_000;
  layer(20_000_000, true);
  expect(said).toEqual([
    'downloading: kubelet (0 of 2 files, 0 B of 100.0 MB)',
    'downloading: kubelet (0 of 2 files, 20.0 MB of 100.0 MB)',
    'downloading: kubelet (0 of 2 files, 40.0 MB of 100.0 MB), about 15 s left',
    'downloading: kubelet (0 of 2 files, 60.0 MB of 100.0 MB), about 15 s left',
    'downloaded kubelet: 60.0 MB',
    'downloading: coredns abababababab (1 of 2 files, 80.0 MB of 100.0 MB), about 10 s left',
  ]);
  expect(progress.downloads).toEqual([{path: KUBELET, bytes: 60_000_000}]);
});

test('what an earlier run received does not make this one faster', () => {
  const {said, time, progress} = recorded();
  progress.expect(KUBELET, 100_000_000);
  const kubelet = progress.begin(KUBELET);
  kubelet(80_000_000, false);
  kubelet(1_000_000, true);
  time.now = 10_000;
  kubelet(1_000_000, true);
  expect(said.at(-1)).toBe('downloading: kubelet (0 of 1 files, 82.0 MB of 100.0 MB), about 1 min 30 s left');
});

test('a file that was there is no download, and is not among what is left', () => {
  const {said, progress} = recorded();
  progress.expect(KUBELET, 60_000_000);
  progress.begin(KUBELET);
  progress.done(KUBELET, 0);
  progress.expect(KUBELET, 60_000_000);
  progress.expect(LAYER, 1000);
  progress.begin(LAYER)(1000, true);
  progress.done(LAYER, 1000);
  expect(said).toEqual([
    'downloading: coredns abababababab (0 of 1 files, 1.0 kB of 1.0 kB)',
    'downloaded coredns abababababab: 1.0 kB',
  ]);
  expect(progress.downloads).toEqual([{path: LAYER, bytes: 1000}]);
});

test('a transfer that starts anew is not counted twice', () => {
  const {said, time, progress} = recorded();
  progress.expect(KUBELET, 10_000_000);
  const kubelet = progress.begin(KUBELET);
  kubelet(5_000_000, false);
  kubelet(-5_000_000, false);
  time.now = 6000;
  kubelet(1_000_000, true);
  expect(said.at(-1)).toContain('1.0 MB of 10.0 MB');
});
