/** The group of all flannelds: what they may do in the API is bound to it. */
export const FLANNEL_GROUP = 'quorate:flannel';

const BEFORE_NODE = 'flannel:';

/** Each flanneld has a user of its own, so that the API knows which Node it may change. */
export const flannelUser = (node: string): string => `${BEFORE_NODE}${node}`;

/** The user that all flannelds shared in clusters of earlier versions. */
export const FORMER_FLANNEL_USER = 'flannel';
