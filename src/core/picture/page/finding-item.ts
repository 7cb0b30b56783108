import type {ClusterFinding} from '../../diagnosis/diagnosis.js';
import {escaped} from '../markup.js';

export const findingItem = ({level, code, message, evidence, fix}: ClusterFinding): string =>
  [
    `<li class="${level}">`,
    `<p class="code"><b>${level}</b> <code>${escaped(code)}</code></p>`,
    `<p class="message">${escaped(message)}</p>`,
    ...(evidence.length === 0
      ? []
      : [`<ul class="seen">${evidence.map(line => `<li>${escaped(line)}</li>`).join('')}</ul>`]),
    ...(fix === undefined ? [] : [`<p class="fix"><span>Fix</span> <code>${escaped(fix)}</code></p>`]),
    '</li>',
  ].join('\n');
