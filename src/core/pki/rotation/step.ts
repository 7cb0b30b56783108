/** What a step of a rotation leads to: both are trusted; the new one signs; the old one is not trusted any more. */
export const ROTATION_STEPS = ['trust', 'sign', 'finish'] as const;

export type RotationStep = (typeof ROTATION_STEPS)[number];
