import { akamai } from './clouds/akamai.ts';
import { aws } from './clouds/aws.ts';
import { azure } from './clouds/azure.ts';
import { digitalocean } from './clouds/digitalocean.ts';
import { exoscale } from './clouds/exoscale.ts';
import { gcp } from './clouds/gcp.ts';
import { hetzner } from './clouds/hetzner.ts';
import { openstack } from './clouds/openstack.ts';
import { oracle } from './clouds/oracle.ts';
import { packet } from './clouds/packet.ts';
import { scaleway } from './clouds/scaleway.ts';
import { vultr } from './clouds/vultr.ts';
import type { DataSource } from './data-source.ts';
import { cdrom } from './local/cdrom.ts';
import { configDrive } from './local/configdrive.ts';
import { file } from './local/file.ts';
import { fwCfg } from './local/fw-cfg.ts';
import { ibmcloud } from './local/ibmcloud.ts';
import { kubevirt } from './local/kubevirt.ts';
import { nocloud } from './local/nocloud.ts';
import { nocloudNet } from './local/nocloud-net.ts';
import { nutanix } from './local/nutanix.ts';
import { proxmox } from './local/proxmox.ts';
import { smbios } from './local/smbios.ts';
import { url } from './local/url.ts';
import { vmware } from './local/vmware.ts';

/**
 * All data sources, in the order in which `auto` prefers them. A test compares it with the files, their tests, the names that a
 * configuration may have, and the table of the README.
 */
export const registry: readonly DataSource[] = [
  ...[aws, gcp, azure, digitalocean, hetzner, scaleway, vultr, oracle, akamai, exoscale],
  ...[openstack, packet],
  // Behind what knows the machine: what is plugged in, and what may be anywhere.
  ...[
    vmware,
    nutanix,
    kubevirt,
    ibmcloud,
    nocloudNet,
    smbios,
    fwCfg,
    nocloud,
    configDrive,
    cdrom,
    proxmox,
    file,
    url,
  ],
];
