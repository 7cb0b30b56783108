import type {Artifact} from '../../core/artifacts/bundle.js';
import {type Download, downloadsOf, type Placement} from '../../core/artifacts/downloads.js';
import type {DownloadProblem} from '../../core/model/download-problem.js';
import {downloadProblemIn} from './fetch-problem.js';
import {type FetchSettings, settingLines} from './fetch-settings.js';
import {LIMITS} from './limits.js';
import {assertField, assertUsable} from './path.js';
import {type RemoteShell, runScript} from './script.js';

/** @param received bytes so far; `total` are those of the download, which may have more artifacts in it. */
export type OnReceived = (artifact: Artifact, received: number, total: number) => void;

/**
 * The host downloads the artifacts, each file once, and installs each atomically. A download that was interrupted is
 * continued. Throws Failure 'hosts/fetch-…', with what was installed before in place.
 */
export async function fetchArtifacts(
  shell: RemoteShell,
  placements: readonly Placement[],
  settings: FetchSettings,
  onReceived: OnReceived,
): Promise<void> {
  const [first] = placements;
  if (first === undefined) return;
  const downloads = downloadsOf(placements);
  assertUsable(
    shell.name,
    placements.map(({path}) => path),
  );
  const more = placements.length > 1 ? ` and ${placements.length - 1} more` : '';
  await runScript(shell, {
    scripts: ['owned-list', 'owned', 'digests', 'download', 'fetch'],
    title: `download ${first.artifact.name} ${first.artifact.version}${more}`,
    changes: true,
    secret: settings.authorization !== undefined,
    input: request(
      shell,
      settings,
      downloads.flatMap(download => downloadLines(download, settings.base)),
    ),
    stallMs: LIMITS.downloadStall,
    onStdout: progressOf(downloads, onReceived),
  });
}

/** The URLs that the host cannot download from; nothing is stored there. */
export async function checkSources(
  shell: RemoteShell,
  urls: readonly string[],
  settings: FetchSettings,
): Promise<readonly DownloadProblem[]> {
  if (urls.length === 0) return [];
  const {stdout} = await runScript(shell, {
    scripts: ['download', 'fetch-check'],
    title: 'check the source of binaries and images',
    changes: false,
    secret: settings.authorization !== undefined,
    input: request(
      shell,
      settings,
      urls.map(url => `url\t${url}`),
    ),
    timeoutMs: LIMITS.sources,
  });
  const lines = stdout.toString().split('\n');
  return lines.flatMap(line => (line.startsWith('failed\t') ? [downloadProblemIn(line, urls)] : []));
}

function request(shell: RemoteShell, settings: FetchSettings, lines: readonly string[]): string {
  const all = [...settingLines(settings), ...lines];
  assertField(
    shell.name,
    all.map(line => line.replaceAll('\t', '')),
  );
  return `${[...all, 'end'].join('\n')}\n`;
}

const modeOf = ({kind}: Artifact): string => (kind === 'binary' ? '755' : '644');

const downloadLines = (download: Download, base: string): readonly string[] => {
  if (download.is === 'file') {
    const {file, contents} = download;
    return [
      ...contents.map(
        ({artifact, path, member = '='}) => `place\t${modeOf(artifact)}\t${artifact.sha256}\t${path}\t${member}`,
      ),
      `file\t${file.sha256}\t${file.size}\t${base}${file.path}`,
    ];
  }
  const {artifact, path} = download.placement;
  return [
    ...download.parts
      .filter(part => 'path' in part || part.bytes.byteLength > 0)
      .map(part =>
        'path' in part
          ? `blob\t${part.sha256}\t${part.size}\t${base}${part.path}`
          : `bytes\t${Buffer.from(part.bytes).toString('base64')}`,
      ),
    `assemble\t${modeOf(artifact)}\t${artifact.sha256}\t${path}`,
  ];
};

/** Lines "progress<tab>PATH<tab>BYTES"; anything else is left out. */
function progressOf(downloads: readonly Download[], onReceived: OnReceived): (chunk: Buffer) => void {
  const byPath = new Map(downloads.map(download => [pathOf(download), download]));
  let rest = '';
  return chunk => {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) {
      const [word, path = '', bytes = ''] = line.split('\t');
      const download = word === 'progress' ? byPath.get(path) : undefined;
      if (download === undefined || !/^\d{1,15}$/.test(bytes)) continue;
      const total = totalOf(download);
      onReceived(artifactOf(download), Math.min(Number(bytes), total), total);
    }
  };
}

const LONGEST_LINE = 8192;

const pathOf = (download: Download): string =>
  download.is === 'file' ? download.contents[0]!.path : download.placement.path;

const artifactOf = (download: Download): Artifact =>
  download.is === 'file' ? download.contents[0]!.artifact : download.placement.artifact;

const totalOf = (download: Download): number =>
  download.is === 'file'
    ? download.file.size
    : download.parts.reduce((sum, part) => sum + ('path' in part ? part.size : 0), 0);
