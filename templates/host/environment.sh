# Comes first in every shell on a host, and clears what decides whom the programs there ask and how they answer. The
# environment of the host (/etc/environment, shell profiles) reaches these scripts through PAM and SSH.
# Only spec.proxy sets a proxy, and only for downloads and packages: download.sh, packages.sh.
unset http_proxy https_proxy ftp_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY FTP_PROXY ALL_PROXY NO_PROXY
# etcdctl refuses to run with a variable and the flag of the same name.
unset ETCDCTL_API ETCDCTL_ENDPOINTS ETCDCTL_CACERT ETCDCTL_CERT ETCDCTL_KEY ETCDCTL_USER ETCDCTL_PASSWORD \
  ETCDCTL_DIAL_TIMEOUT ETCDCTL_COMMAND_TIMEOUT ETCDCTL_WRITE_OUT ETCDCTL_DEBUG ETCDCTL_HEX ETCDCTL_DISCOVERY_SRV \
  ETCDCTL_DISCOVERY_SRV_NAME ETCDCTL_INSECURE_DISCOVERY ETCDCTL_INSECURE_SKIP_TLS_VERIFY ETCDCTL_INSECURE_TRANSPORT \
  ETCDCTL_KEEPALIVE_TIME ETCDCTL_KEEPALIVE_TIMEOUT ETCDCTL_AUTH_JWT_TOKEN ETCDCTL_MAX_REQUEST_BYTES \
  ETCDCTL_MAX_RECV_BYTES
# openssl reads other configurations, and loads code, with these.
unset OPENSSL_CONF OPENSSL_CONF_INCLUDE OPENSSL_MODULES OPENSSL_ENGINES RANDFILE
unset CONTAINERD_ADDRESS CONTAINERD_NAMESPACE KUBECONFIG TAR_OPTIONS GZIP POSIXLY_CORRECT SYSTEMD_LOG_LEVEL SYSTEMD_COLORS
export LC_ALL=C
