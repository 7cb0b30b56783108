/** Receives the steps of a lab; a Report of a run accepts them. */
export type LabReport = (event: {readonly type: 'step'; readonly title: string; readonly detail?: string}) => void;

export const noReport: LabReport = () => {};
