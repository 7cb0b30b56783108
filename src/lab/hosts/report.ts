/** Told what is being made; a run's Report fits. */
export type LabReport = (event: {readonly type: 'step'; readonly title: string; readonly detail?: string}) => void;

export const silent: LabReport = () => {};
