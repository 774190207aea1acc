import * as network from '../checks/network.ts';
import { absolutePath, matching, oneLine, oneOf } from '../checks/text.ts';
import { flag, structure, text, textList } from '../fields.ts';

export const ntp = structure(
  { description: 'time servers', from: 'cloud-init' },
  {
    enabled: flag({ description: 'false switches time synchronisation off', from: 'cloud-init' }),
    servers: textList({ description: 'time servers', from: 'cloud-init', check: network.host }),
    pools: textList({
      description: 'names with many servers',
      from: 'cloud-init',
      check: network.host,
    }),
  },
);

export const caCerts = structure(
  { description: 'trusted certificate authorities', from: 'cloud-init' },
  {
    trusted: textList({ description: 'PEM certificates to add', from: 'cloud-init' }),
    removeDefaults: flag({ description: 'trust no others', from: 'cloud-init' }),
  },
);

export const growpart = structure(
  {
    description: 'accepted; the state partition grows to its disk by itself',
    from: 'cloud-init',
  },
  {
    mode: text({ description: 'auto or off', from: 'cloud-init' }),
    devices: textList({ description: 'mount points', from: 'cloud-init' }),
    ignoreGrowrootDisabled: flag({ description: 'accepted', from: 'cloud-init' }),
  },
);

export const powerState = structure(
  { description: 'what to do when the last phase has ended', from: 'cloud-init' },
  {
    mode: text({
      description: 'poweroff, reboot or halt',
      from: 'cloud-init',
      check: oneOf('poweroff', 'reboot', 'halt'),
    }),
    delay: text({
      description: 'now, or minutes such as +5',
      from: 'cloud-init',
      check: matching(/^(now|\+?[0-9]{1,5})$/, 'now or minutes such as +5'),
    }),
    message: text({ description: 'shown before', from: 'cloud-init', check: oneLine }),
    condition: text({
      description: 'true, false, or a command that must succeed',
      from: 'cloud-init',
    }),
    timeout: text({ description: 'accepted', from: 'cloud-init' }),
  },
);

const swapSize = matching(/^(auto|[0-9]+(\.[0-9]+)?[BKMGT]?)$/, 'a size such as 512M or auto');

export const swap = structure(
  { description: 'swap file', from: 'cloud-init' },
  {
    filename: text({
      description: 'path',
      example: '/var/swapfile',
      from: 'cloud-init',
      check: absolutePath,
    }),
    size: text({
      description: 'bytes, or with K, M, G; or auto',
      example: '1G',
      from: 'cloud-init',
      check: swapSize,
    }),
    maxsize: text({ description: 'upper limit for auto', from: 'cloud-init', check: swapSize }),
  },
);
