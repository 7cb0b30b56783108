# Runs kubectl against the API server of this control plane, with admin.conf; with super-admin.conf only what admin.conf
# is forbidden, as before its group has a role, or after RBAC was damaged.
# Arguments: a verb of this script, and the node for verbs that need one. Objects come on standard input.
bin=/opt/quorate/bin/kubectl
config=/etc/kubernetes/admin.conf
super=/etc/kubernetes/super-admin.conf
[ -f "$config" ] || config=$super
if [ ! -x "$bin" ] || [ ! -f "$config" ]; then
  echo "kubectl or its kubeconfig is not installed" >&2
  exit 90
fi
export KUBECACHEDIR=/run/quorate/kubectl-cache
input=
# once ARGUMENT...: one kubectl, with $input on its standard input. 93 instead of an error: super-admin.conf is needed.
once() {
  case $input in
  '') { problem=$("$bin" --kubeconfig="$config" "$@" 2>&1 >&3); } 3>&1 ;;
  *) { problem=$(printf '%s\n' "$input" | "$bin" --kubeconfig="$config" "$@" 2>&1 >&3); } 3>&1 ;;
  esac
  set -- $?
  case $1-$problem in
  0-*) ;;
  *[Ff]orbidden*) [ "$config" = "$super" ] || [ ! -f "$super" ] || return 93 ;;
  esac
  [ -z "$problem" ] || printf '%s\n' "$problem" >&2
  return "$1"
}
# permitted ARGUMENT...: kubectl, and once more with super-admin.conf if it was forbidden.
permitted() {
  once "$@"
  set -- $? "$@"
  [ "$1" = 93 ] || return "$1"
  shift
  config=$super
  once "$@"
}
api() { permitted --request-timeout=10s "$@"; }
# The same for an answer about several objects: what was printed before a part of it was forbidden is dropped.
api_whole() {
  whole=$(once --request-timeout=10s "$@")
  set -- $? "$@"
  if [ "$1" = 93 ]; then
    shift
    config=$super
    api "$@"
  else
    [ -z "$whole" ] || printf '%s\n' "$whole"
    return "$1"
  fi
}
# A starting API server is polled, and starting kubectl costs much more than this check of its port, 6443.
listening() { cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -q ':192B [0-9A-F]*:0000 0A '; }
# /readyz needs no credentials, and curl costs a fraction of kubectl. Of curl's errors, only connection refused (7) and
# timeout (28) mean not ready; after any other one kubectl is used.
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
# node_state NODE: prints "RESOURCE-VERSION [cordoned ][held ]"; held: it was cordoned by this script.
node_state() {
  api get node "$1" --ignore-not-found --output=go-template='{{.metadata.resourceVersion}} {{if .spec.unschedulable}}cordoned {{end}}{{with .metadata.annotations}}{{with index . "quorate.dev/held"}}held {{end}}{{end}}'
}
# patch_node NODE ANNOTATION CORDONED: both in one request, and only if the node is unchanged since node_state.
patch_node() {
  api patch node "$1" --type=merge --patch="{\"metadata\":{\"resourceVersion\":\"${seen%% *}\",\"annotations\":{\"quorate.dev/held\":$2}},\"spec\":{\"unschedulable\":$3}}" 2>&1 >/dev/null
}
# change_node NODE ANNOTATION CORDONED DONE...: does nothing when the state is one of DONE. Kubelets update their nodes
# often, so it is retried on a conflict.
change_node() {
  node=$1 annotation=$2 cordoned=$3
  shift 3
  for attempt in 1 2 3 4 5 6 7 8; do
    seen=$(node_state "$node") || return
    for done_state; do [ "${seen#* }" != "$done_state" ] || return 0; done
    error=$(patch_node "$node" "$annotation" "$cordoned") && return
    case $error in *Conflict*) ;; *) break ;; esac
  done
  printf '%s\n' "$error" >&2
  return 1
}
case $1 in
ready) ready ;;
nodes) api get --raw=/api/v1/nodes ;;
workloads)
  # Reduced here to one line a pod: there may be thousands of them, of several kilobytes each. Of a pod of kube-system that
  # is not being deleted also since when it exists, its component, and why it does not run. A pod that no kubelet has
  # looked at has a second line, which starts with a tab: node, creation, scheduler, and when it was scheduled.
  api get pods --all-namespaces --field-selector=status.phase!=Succeeded,status.phase!=Failed --output=go-template='{{range .items}}{{.metadata.namespace}}{{"\t"}}{{.metadata.name}}{{"\t"}}{{range .metadata.ownerReferences}}{{if .controller}}{{.kind}}{{end}}{{end}}{{"\t"}}{{range .metadata.ownerReferences}}{{if .controller}}{{.name}}{{end}}{{end}}{{"\t"}}{{with .metadata.labels}}{{with index . "pod-template-hash"}}{{.}}{{end}}{{end}}{{"\t"}}{{with .spec.nodeName}}{{.}}{{end}}{{"\t"}}{{range .status.conditions}}{{if eq .type "Ready"}}{{.status}}{{end}}{{end}}{{if eq .metadata.namespace "kube-system"}}{{with .metadata.deletionTimestamp}}{{else}}{{"\t"}}{{.metadata.creationTimestamp}}{{"\t"}}{{with .metadata.labels}}{{with index . "k8s-app"}}{{.}}{{end}}{{end}}{{"\t"}}{{range .status.containerStatuses}}{{with .state}}{{with .waiting}}{{.reason}} {{end}}{{end}}{{end}}{{range .status.conditions}}{{if eq .type "PodScheduled"}}{{with .reason}}{{.}} {{end}}{{end}}{{end}}{{end}}{{end}}{{"\n"}}{{with .metadata.deletionTimestamp}}{{else}}{{with .status.startTime}}{{else}}{{"\t"}}{{.metadata.namespace}}{{"\t"}}{{.metadata.name}}{{"\t"}}{{with .spec.nodeName}}{{.}}{{end}}{{"\t"}}{{.metadata.creationTimestamp}}{{"\t"}}{{.spec.schedulerName}}{{"\t"}}{{range .status.conditions}}{{if eq .type "PodScheduled"}}{{.lastTransitionTime}}{{end}}{{end}}{{"\n"}}{{end}}{{end}}{{end}}'
  ;;
# Why these pods of kube-system do not run: what the runtimes answered, and the last lines of the logs of containers that
# ended. Of messages only the beginning.
why)
  shift
  api get events --namespace=kube-system --field-selector=reason=FailedCreatePodSandBox --output=go-template='{{range .items}}sandbox{{"\t"}}{{.involvedObject.name}}{{"\t"}}{{printf "%.600q" .message}}{{"\n"}}{{end}}' | tail -n 200
  for pod; do
    printf 'log\t%s\t%s\n' "$pod" "$(api logs --namespace=kube-system --previous --tail=1 "$pod" 2>/dev/null | head -c 300 | tr '\n\t' '  ')"
  done
  ;;
# What controllers and schedulers leave behind: the Leases of kube-system, Deployments whose newest generation was not
# observed, namespaces that a probe has made, and one NetworkPolicy, if there is any. In one process: starting kubectl is
# the main cost.
controllers)
  printf 'now\t%s\n' "$(date +%s%N)"
  api_whole get leases.v1.coordination.k8s.io,deployments.v1.apps,namespaces,networkpolicies.v1.networking.k8s.io --all-namespaces --output=go-template='{{$policy := ""}}{{range .items}}{{if eq .kind "Lease"}}{{if eq .metadata.namespace "kube-system"}}lease{{"\t"}}{{.metadata.name}}{{"\t"}}{{with .spec}}{{with .holderIdentity}}{{.}}{{end}}{{"\t"}}{{with .leaseTransitions}}{{.}}{{end}}{{"\t"}}{{with .acquireTime}}{{.}}{{end}}{{"\t"}}{{with .renewTime}}{{.}}{{end}}{{end}}{{"\n"}}{{end}}{{else if eq .kind "Deployment"}}{{if ne (printf "%v" .metadata.generation) (printf "%v" .status.observedGeneration)}}deployment{{"\t"}}{{.metadata.namespace}}{{"\t"}}{{.metadata.name}}{{"\t"}}{{.metadata.generation}}{{"\t"}}{{.metadata.creationTimestamp}}{{range .metadata.managedFields}}{{if ne (printf "%v" .subresource) "status"}} {{.time}}{{end}}{{end}}{{"\n"}}{{end}}{{else if eq .kind "NetworkPolicy"}}{{if eq $policy ""}}{{$policy = .metadata.name}}policy{{"\t"}}{{.metadata.namespace}}{{"\t"}}{{.metadata.name}}{{"\n"}}{{end}}{{else if .metadata.labels}}{{if index .metadata.labels "quorate.dev/probe"}}probe{{"\t"}}{{.metadata.name}}{{"\n"}}{{end}}{{end}}{{end}}'
  ;;
# NAMESPACE NAME GENERATION: ends as soon as the generation of this Deployment was observed.
await-observed) permitted --namespace="$2" wait "deployment/$3" "--for=jsonpath={.status.observedGeneration}=$4" --timeout=10s >/dev/null ;;
# The revision that the watch cache of this API server has seen: it answers such a request from its memory.
cache-revision) api get --raw='/apis/coordination.k8s.io/v1/namespaces/kube-system/leases?resourceVersion=0' ;;
# The digest of the encryption configuration that this API server has loaded. The complete metrics are megabytes.
encryption) api get --raw=/metrics | grep -o '^apiserver_encryption_config_controller_last_config_info{[^}]*}' ;;
get)
  input=$(cat)
  api_whole get --filename=- --ignore-not-found --output=json
  ;;
apply)
  input=$(cat)
  api apply --server-side --force-conflicts --field-manager=quorate --validate=ignore --filename=- >/dev/null
  ;;
# Lines in pairs: a JSON patch, and the list of the nodes that it changes. All of them are tried. With names as arguments
# instead of a list, kubectl would read each node first, and send five requests a second.
patch-nodes)
  refused=0
  while IFS= read -r patch && IFS= read -r input; do
    api patch --filename=- --type=json --field-manager=quorate --patch="$patch" >/dev/null || refused=1
  done
  exit "$refused"
  ;;
# Of one node, or of all; reduced as well.
pods)
  api get pods --all-namespaces ${2:+"--field-selector=spec.nodeName=$2"} --output=go-template='{{range .items}}{{with .spec.nodeName}}{{.}}{{end}}{{"\t"}}{{.metadata.namespace}}/{{.metadata.name}}{{"\t"}}{{with .metadata.deletionTimestamp}}{{.}}{{end}}{{"\t"}}{{with .status.phase}}{{.}}{{end}}{{"\t"}}{{with .metadata.annotations}}{{with index . "kubernetes.io/config.mirror"}}{{.}}{{end}}{{end}}{{"\t"}}{{range .metadata.ownerReferences}}{{if .controller}}{{.kind}}{{end}}{{end}}{{"\t"}}{{range $key, $value := .metadata.labels}}{{$key}}={{$value}},{{end}}{{"\n"}}{{end}}'
  ;;
budgets) api get --raw=/apis/policy/v1/poddisruptionbudgets ;;
# Both request evictions, and end after some seconds. A node that does not report never confirms that a pod is deleted.
drain) api drain "$2" --ignore-daemonsets --delete-emptydir-data --timeout=15s ;;
drain-silent) api drain "$2" --ignore-daemonsets --delete-emptydir-data --timeout=15s --skip-wait-for-delete-timeout=1 ;;
# A node that was cordoned by others is not changed.
cordon) change_node "$2" '"true"' true 'cordoned ' 'cordoned held ' ;;
uncordon) change_node "$2" null null '' 'cordoned ' ;;
deprecated)
  listening || exit
  # Reduced here to some lines: the complete metrics are megabytes.
  metrics=$({ api get --raw=/metrics; echo "ended $?"; } | grep -E '^(apiserver_requested_deprecated_apis\{|ended )')
  case $metrics in *'ended 0') printf '%s\n' "${metrics%ended 0}" ;; *) exit 1 ;; esac
  ;;
# The image that the pods of cluster DNS run.
dns-image) api get deployment coredns --namespace=kube-system --ignore-not-found --output=go-template='{{range .spec.template.spec.containers}}{{if eq .name "coredns"}}{{.image}}{{end}}{{end}}' ;;
# NAMESPACE: waits until the pods of a probe are ready, or half a minute, and lists them: name, UID, address, and "True"
# when it is ready.
probe-pods)
  permitted --namespace="$2" wait pods --all --for=condition=Ready --timeout=30s >/dev/null 2>&1
  api get pods --namespace="$2" --output=go-template='{{range .items}}{{.metadata.name}}{{"\t"}}{{.metadata.uid}}{{"\t"}}{{with .status.podIP}}{{.}}{{end}}{{"\t"}}{{range .status.conditions}}{{if eq .type "Ready"}}{{.status}}{{end}}{{end}}{{"\n"}}{{end}}'
  ;;
# Deletes everything of probes. The pods first: without a controller manager nothing else would.
probe-end)
  api delete pods --all-namespaces --selector=quorate.dev/probe --grace-period=1 --wait=false >/dev/null &&
    api delete namespaces --selector=quorate.dev/probe --wait=false >/dev/null
  ;;
# By namespace, the CA certificates that pods there get: one line each, quoted.
root-cas) api get configmaps --all-namespaces --field-selector=metadata.name=kube-root-ca.crt --output=go-template='{{range .items}}{{.metadata.namespace}}{{"\t"}}{{with .data}}{{with index . "ca.crt"}}{{printf "%q" .}}{{end}}{{end}}{{"\n"}}{{end}}' ;;
# Tokens in Secrets: of each only its header leaves this pipe, which names the key.
token-secrets)
  headers=$({
    api get secrets --all-namespaces --field-selector=type=kubernetes.io/service-account-token --output=go-template='{{range .items}}{{$meta := .metadata}}{{with .data}}{{with index . "token"}}{{. | base64decode}}{{"\t"}}{{$meta.namespace}}/{{$meta.name}}{{"\n"}}{{end}}{{end}}{{end}}'
    echo "ended $?"
  } | sed -n -e 's/^\([A-Za-z0-9_-]*\)\.[A-Za-z0-9_.-]*'"$(printf '\t')"'/\1'"$(printf '\t')"'/p' -e '/^ended [0-9]*$/p')
  case $headers in *'ended 0') printf '%s\n' "${headers%ended 0}" ;; *) exit 1 ;; esac
  ;;
# Those that are not being deleted.
namespaces) api get namespaces --output=go-template='{{range .items}}{{if not .metadata.deletionTimestamp}}{{.metadata.name}}{{"\n"}}{{end}}{{end}}' ;;
# [CONTINUE]: writes fifty Secrets unchanged, so that they are encrypted with the first key, and prints what the next call
# continues with: nothing after the last. One that changes or is deleted meanwhile was written by others, or is gone. Fifty
# of the largest fit into the memory of a small host.
rewrite-secrets)
  case ${2:-} in *[!A-Za-z0-9_=-]*) exit 64 ;; esac
  input=$(api get --raw="/api/v1/secrets?limit=50${2:+"&continue=$2"}") || exit
  # Labels and names have no such text: it is before the first Secret.
  before=$(printf '%s\n' "${input%%\"items\":*}" | tr -d ' \n')
  next=$(printf '%s\n' "$before" | sed -n 's/^.*"continue":"\([A-Za-z0-9_=-]*\)".*$/\1/p')
  case $before in '{"kind":"SecretList",'*) ;; *) exit 65 ;; esac
  case $input in
  *'"items":[]'* | *'"items":null'*) ;;
  *)
    refused=$(api replace --validate=ignore --filename=- 2>&1 >/dev/null)
    case $?-$refused in
    0-*) ;;
    *-) exit 1 ;;
    *)
      refused=$(printf '%s\n' "$refused" | grep -v -e '(Conflict)' -e '(NotFound)' -e 'the object has been modified')
      [ -z "$refused" ] || {
        printf '%s\n' "$refused" | head -n 3 >&2
        exit 1
      }
      ;;
    esac
    ;;
  esac
  printf '%s\n' "$next"
  ;;
delete-node) api delete node "$2" --ignore-not-found --wait=false ;;
*) exit 64 ;;
esac
