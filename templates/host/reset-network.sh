# reset_network: removes the interfaces, and the tables and chains of packet filters, that the services of quorate made.
reset_network() {
  for interface in cni0 flannel.1; do
    [ -e "./sys/class/net/$interface" ] || continue
    error=$(ip link delete "$interface" 2>&1) || problem failed "network interface $interface" "$error"
    removed "$interface"
  done
  for tool in iptables ip6tables; do remove_chains "$tool"; done
  command -v nft >/dev/null || return 0
  tables=$(nft list tables 2>/dev/null)
  for table in 'ip kube-proxy' 'ip6 kube-proxy' 'ip flannel-ipv4' 'ip6 flannel-ipv6'; do
    case "$nl$tables$nl" in *"${nl}table $table$nl"*) ;; *) continue ;; esac
    error=$(nft "delete table $table" 2>&1) || problem failed "nftables $table" "$error"
    removed "table $table"
  done
  for table in 'ip filter' 'ip nat' 'ip mangle' 'ip6 filter' 'ip6 nat' 'ip6 mangle'; do
    case "$nl$tables$nl" in *"${nl}table $table$nl"*) ;; *) continue ;; esac
    is_without_effect || continue
    nft "delete table $table" 2>/dev/null && removed "table $table"
  done
  return 0
}

# is_without_effect: whether the table has nothing but chains without rules that accept, as iptables makes them for the
# first rule of a table and leaves them behind.
is_without_effect() {
  listing=$(nft list "table $table" 2>/dev/null) && [ -n "$listing" ] || return 1
  for line in $listing; do
    case ${line#"$tab"} in
      "table $table {" | 'chain INPUT {' | 'chain FORWARD {' | 'chain OUTPUT {' | 'chain PREROUTING {' | 'chain POSTROUTING {') ;;
      "${tab}type "*' policy accept;' | '}' | '' | '# '*) ;;
      *) return 1 ;;
    esac
  done
}

# remove_chains TOOL: those of kubelet (KUBE-), of flanneld (FLANNEL-) and of the CNI plugin portmap (CNI-), with the rules
# that lead to them. Other rules stay as they are. Chains of portmap stay while they have ports of another network than
# that of quorate: other software uses the plugin too.
remove_chains() {
  command -v "$1-save" >/dev/null && command -v "$1-restore" >/dev/null || return 0
  saved=$("$1-save" 2>/dev/null) || return 0
  names='\(KUBE\|FLANNEL\|CNI\)-'
  ports=$(printf '%s\n' "$saved" | sed -n 's/^-A .*--comment "dnat name: \\"\([^"\\]*\)\\" id: .*/\1/p' | sort -u)
  case $ports in
    '' | cbr0) ;;
    *)
      names='\(KUBE\|FLANNEL\)-'
      printf 'kept-rules\t%s\n' "$1"
      ;;
  esac
  # A chain is emptied where it is declared, and deleted at the end of its table, when nothing leads to it any more.
  changes=$(printf '%s\n' "$saved" | sed -n \
    -e '/^\*/p' \
    -e "/^:$names/{s/^:\\([^ ]*\\) .*/-F \\1/p;s/^-F/-X/;H;d}" \
    -e "/^-A $names/d" \
    -e "/^-A .* -[jg] $names[^ \"]*\$/{s/^-A/-D/p;d}" \
    -e '/^COMMIT/{x;s/^\n//;/./p;s/.*//;x;p}')
  case $changes in *"$nl-"*) ;; *) return 0 ;; esac
  error=$(printf '%s\n' "$changes" | "$1-restore" --noflush 2>&1) || problem failed "rules of $1" "$error"
  removed "chains of $1"
}
