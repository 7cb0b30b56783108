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
# Whoever may ask nothing else may ask this, and curl starts with a fraction of what kubectl costs. A curl that cannot
# ask says nothing about a server: only one that refuses (7) or is not in time (28) is taken for not ready.
ready() {
  if command -v curl >/dev/null; then
    answer=$(curl -q --silent --noproxy '*' --max-time 10 --cacert /etc/kubernetes/pki/ca.crt \
      --write-out ' %{http_code}' https://127.0.0.1:6443/readyz)
    case $?-$answer in
    *' 401' | *' 403') ;;
    0-* | 7-* | 28-*)
      printf '%s\n' "${answer% *}"
      return
      ;;
    esac
  fi
  listening && api get --raw=/readyz
}
# node_state NODE: "RESOURCE-VERSION [cordoned ][held ]", where it is held when it was this script that cordoned it.
node_state() {
  api get node "$1" --ignore-not-found --output=go-template='{{.metadata.resourceVersion}} {{if .spec.unschedulable}}cordoned {{end}}{{with .metadata.annotations}}{{with index . "quorate.dev/held"}}held {{end}}{{end}}'
}
# patch_node NODE NOTE CORDONED: both at once, and only while the node is as it was seen: it may be somebody else's by now.
patch_node() {
  api patch node "$1" --type=merge --patch="{\"metadata\":{\"resourceVersion\":\"${seen%% *}\",\"annotations\":{\"quorate.dev/held\":$2}},\"spec\":{\"unschedulable\":$3}}" 2>&1 >/dev/null
}
# change_node NODE NOTE CORDONED ENOUGH...: kubelets write to their nodes all the time, so it is tried again on a conflict.
change_node() {
  node=$1 note=$2 cordoned=$3
  shift 3
  for attempt in 1 2 3 4 5 6 7 8; do
    seen=$(node_state "$node") || return
    for enough; do [ "${seen#* }" != "$enough" ] || return 0; done
    error=$(patch_node "$node" "$note" "$cordoned") && return
    case $error in *Conflict*) ;; *) break ;; esac
  done
  printf '%s\n' "$error" >&2
  return 1
}
case $1 in
ready) ready ;;
nodes) api get --raw=/api/v1/nodes ;;
workloads)
  # Cut down here to a line a pod: of thousands, each is kilobytes long.
  api get pods --all-namespaces --field-selector=status.phase!=Succeeded,status.phase!=Failed --output=go-template='{{range .items}}{{.metadata.namespace}}{{"\t"}}{{.metadata.name}}{{"\t"}}{{range .metadata.ownerReferences}}{{if .controller}}{{.kind}}{{end}}{{end}}{{"\t"}}{{range .metadata.ownerReferences}}{{if .controller}}{{.name}}{{end}}{{end}}{{"\t"}}{{with .metadata.labels}}{{with index . "pod-template-hash"}}{{.}}{{end}}{{end}}{{"\t"}}{{with .spec.nodeName}}{{.}}{{end}}{{"\t"}}{{range .status.conditions}}{{if eq .type "Ready"}}{{.status}}{{end}}{{end}}{{"\n"}}{{end}}'
  ;;
get) api get --filename=- --ignore-not-found --output=json ;;
apply) api apply --server-side --force-conflicts --field-manager=quorate --validate=ignore --filename=- >/dev/null ;;
# Of one node, or of all; cut down as well.
pods)
  api get pods --all-namespaces ${2:+"--field-selector=spec.nodeName=$2"} --output=go-template='{{range .items}}{{with .spec.nodeName}}{{.}}{{end}}{{"\t"}}{{.metadata.namespace}}/{{.metadata.name}}{{"\t"}}{{with .metadata.deletionTimestamp}}{{.}}{{end}}{{"\t"}}{{with .status.phase}}{{.}}{{end}}{{"\t"}}{{with .metadata.annotations}}{{with index . "kubernetes.io/config.mirror"}}{{.}}{{end}}{{end}}{{"\t"}}{{range .metadata.ownerReferences}}{{if .controller}}{{.kind}}{{end}}{{end}}{{"\t"}}{{range $key, $value := .metadata.labels}}{{$key}}={{$value}},{{end}}{{"\n"}}{{end}}'
  ;;
budgets) api get --raw=/apis/policy/v1/poddisruptionbudgets ;;
# Both ask to evict, and go away after some seconds. A node that does not report will never say that a pod is gone.
drain) api drain "$2" --ignore-daemonsets --delete-emptydir-data --timeout=15s ;;
drain-silent) api drain "$2" --ignore-daemonsets --delete-emptydir-data --timeout=15s --skip-wait-for-delete-timeout=1 ;;
# A node that somebody else has cordoned is left to them.
cordon) change_node "$2" '"true"' true 'cordoned ' 'cordoned held ' ;;
uncordon) change_node "$2" null null '' 'cordoned ' ;;
deprecated)
  listening || exit
  # Cut down here to some lines: the whole is megabytes.
  said=$({ api get --raw=/metrics; echo "ended $?"; } | grep -E '^(apiserver_requested_deprecated_apis\{|ended )')
  case $said in *'ended 0') printf '%s\n' "${said%ended 0}" ;; *) exit 1 ;; esac
  ;;
delete-node) api delete node "$2" --ignore-not-found --wait=false ;;
*) exit 64 ;;
esac
