import type {Diagnosis} from '../../core/diagnosis/diagnosis.js';
import {toJson} from '../../core/diagnosis/json.js';
import {mermaid} from '../../core/drawing/mermaid.js';
import {page} from '../../core/drawing/page/page.js';
import {printable} from '../../core/drawing/printable.js';
import {svg} from '../../core/drawing/svg/svg.js';
import type {Canvas} from '../../core/drawing/text.js';
import {printableJson} from '../../core/printable.js';
import {diagnosisText} from './diagnosis-text.js';

export const FORMS = ['text', 'json', 'mermaid', 'svg', 'html'] as const;
export type Form = (typeof FORMS)[number];

/** A diagnosis in an output format, without the last line end. */
export function diagnosisIn(form: Form, diagnosis: Diagnosis, canvas: Canvas): string {
  switch (form) {
    case 'text':
      return diagnosisText(diagnosis, canvas);
    case 'json':
      return printableJson(toJson(diagnosis), 2);
    case 'mermaid':
      return mermaid(printable(diagnosis).layout);
    case 'svg':
      return svg(printable(diagnosis).layout);
    case 'html':
      return page(diagnosis);
  }
}
