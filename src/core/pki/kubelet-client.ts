/** The client certificate that a kubelet requests itself, with its key; a link to the newest one. */
export const KUBELET_CLIENT = '/var/lib/kubelet/pki/kubelet-client-current.pem';
