import type {z} from 'zod';
import type {Diagnosis} from './diagnosis.js';
import {diagnosisFile} from './schema.js';

/** For machines: versioned, keys in the order of the schema, the same bytes for the same evidence. */
export const toJson = (diagnosis: Diagnosis): z.infer<typeof diagnosisFile> =>
  diagnosisFile.parse({apiVersion: 'quorate/v1alpha1', kind: 'Diagnosis', ...diagnosis});
