import {Args, Flags} from '@oclif/core';

/** Shared by the commands for one host of a lab. */
export const labHost = {
  host: Args.string({required: true, ignoreStdin: true, description: 'Name of the host'}),
};

export const labFlag = {
  name: Flags.string({description: 'Name of the lab (default: the one of the configuration)', helpValue: 'LAB'}),
};
