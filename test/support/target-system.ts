import { type TempRoot, type Tree, tempRoot } from './temp-root.ts';

/** A target system below a directory, as an installer or an image builder sees it. */
export function targetSystem(config: string, more: Tree = {}): TempRoot {
  return tempRoot({
    '/k3os/system/config.yaml': config,
    '/k3os/system/k3s/current': { link: 'v1.36.4+k3s1' },
    '/etc/passwd': 'root:x:0:0::/root:/bin/sh\nrancher:x:1000:1000::/home/rancher:/bin/bash\n',
    '/etc/group': 'root:x:0:\nrancher:x:1000:\n',
    '/etc/hosts': '127.0.0.1 localhost\n',
    '/etc/machine-id': '0123456789abcdef0123456789abcdef\n',
    ...more,
  });
}
