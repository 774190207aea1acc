export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/bin
export LANG=C.UTF-8
# Readable by root only unless k3s_args says otherwise (--write-kubeconfig-mode).
[ ! -r /etc/rancher/k3s/k3s.yaml ] || export KUBECONFIG=/etc/rancher/k3s/k3s.yaml
