import { azure } from './azure.ts';
import { gcp, oracle } from './header-services.ts';
import { digitalocean, exoscale, hetzner, openstack, scaleway, vultr } from './open-services.ts';
import type { Provider } from './provider.ts';
import { akamai, aws } from './token-services.ts';

/** By the name of the data source that asks them. */
export const providers: Readonly<Record<string, Provider>> = {
  ...{ akamai, aws, azure, digitalocean, exoscale, gcp, hetzner, openstack, oracle },
  ...{ scaleway, vultr },
};
