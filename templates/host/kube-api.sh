# Runs kubectl against the API server of this control plane, as its strongest administrator.
# The first argument is the verb of this script, the second a node where the verb is about one; objects come on standard
# input.
bin=/opt/quorate/bin/kubectl
for config in /etc/kubernetes/super-admin.conf /etc/kubernetes/admin.conf; do
  [ -f "$config" ] && break
done
if [ ! -x "$bin" ] || [ ! -f "$config" ]; then
  echo "kubectl or its kubeconfig is not installed" >&2
  exit 90
fi
export KUBECACHEDIR=/run/quorate/kubectl-cache
api() { "$bin" --kubeconfig="$config" --request-timeout=10s "$@"; }
# While an API server starts it is asked often, and starting kubectl costs much more than this look at its port, 6443.
listening() { cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -q ':192B [0-9A-F]*:0000 0A '; }
case $1 in
ready) listening && api get --raw=/readyz ;;
nodes) api get --raw=/api/v1/nodes ;;
workloads)
  # Cut down here to a line a pod: of thousands, each is kilobytes long.
  api get pods --all-namespaces --field-selector=status.phase!=Succeeded,status.phase!=Failed --output=go-template='{{range .items}}{{.metadata.namespace}}{{"\t"}}{{.metadata.name}}{{"\t"}}{{range .metadata.ownerReferences}}{{if .controller}}{{.kind}}{{end}}{{end}}{{"\t"}}{{range .metadata.ownerReferences}}{{if .controller}}{{.name}}{{end}}{{end}}{{"\t"}}{{with .metadata.labels}}{{with index . "pod-template-hash"}}{{.}}{{end}}{{end}}{{"\t"}}{{with .spec.nodeName}}{{.}}{{end}}{{"\t"}}{{range .status.conditions}}{{if eq .type "Ready"}}{{.status}}{{end}}{{end}}{{"\n"}}{{end}}'
  ;;
get) api get --filename=- --ignore-not-found --output=json ;;
apply) api apply --server-side --force-conflicts --field-manager=quorate --validate=ignore --filename=- >/dev/null ;;
pods) api get --raw="/api/v1/pods?fieldSelector=spec.nodeName%3D$2" ;;
budgets) api get --raw=/apis/policy/v1/poddisruptionbudgets ;;
# Both ask to evict, and go away after some seconds. A node that does not report will never say that a pod is gone.
drain) api drain "$2" --ignore-daemonsets --delete-emptydir-data --timeout=15s ;;
drain-silent) api drain "$2" --ignore-daemonsets --delete-emptydir-data --timeout=15s --skip-wait-for-delete-timeout=1 ;;
delete-node) api delete node "$2" --ignore-not-found --wait=false ;;
*) exit 64 ;;
esac
