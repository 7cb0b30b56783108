import {own} from '../own.js';

/** Text inside elements and attributes of XML and HTML alike. */
export const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, each => own(ENTITIES, each)!);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
