import { describe, expect, it } from 'vitest';
import {
  loadOrder,
  parseModulesDep,
  selectModules,
  withDependencies,
} from '../../../../src/image/kernel/module-selection.ts';
import { tempRoot } from '../../../support/temp-root.ts';

const modulesDep = [
  'kernel/fs/overlayfs/overlay.ko:',
  'kernel/fs/ext4/ext4.ko: kernel/fs/mbcache.ko kernel/fs/jbd2/jbd2.ko',
  'kernel/fs/mbcache.ko:',
  'kernel/fs/jbd2/jbd2.ko:',
  'kernel/drivers/net/usb/asix.ko: kernel/drivers/net/usb/usbnet.ko kernel/drivers/net/mii.ko',
  'kernel/drivers/net/usb/usbnet.ko: kernel/drivers/net/mii.ko',
  'kernel/drivers/net/mii.ko:',
  '',
].join('\n');

describe('the selection of modules', () => {
  const folder = tempRoot({
    'modules.dep': modulesDep,
    ...Object.fromEntries([...parseModulesDep(modulesDep).keys()].map((path) => [path, ''])),
  }).path;

  it.each([
    {
      what: 'a folder with all below it, and what that depends on',
      patterns: ['fs/ext4'],
      chosen: ['kernel/fs/ext4/ext4.ko', 'kernel/fs/jbd2/jbd2.ko', 'kernel/fs/mbcache.ko'],
    },
    { what: 'one module', patterns: ['fs/mbcache.ko'], chosen: ['kernel/fs/mbcache.ko'] },
    {
      what: 'what a pattern matches',
      patterns: ['drivers/net/*.ko'],
      chosen: ['kernel/drivers/net/mii.ko'],
    },
    {
      what: 'nothing that a later pattern takes away',
      patterns: ['fs', '!fs/ext4', '!fs/jbd2', '!fs/mbcache.ko'],
      chosen: ['kernel/fs/overlayfs/overlay.ko'],
    },
    {
      what: 'what was taken away but another one needs',
      patterns: ['drivers/net', '!drivers/net/mii.ko', '!drivers/net/usb/usbnet.ko'],
      chosen: [
        'kernel/drivers/net/mii.ko',
        'kernel/drivers/net/usb/asix.ko',
        'kernel/drivers/net/usb/usbnet.ko',
      ],
    },
    { what: 'nothing for a folder this kernel does not have', patterns: ['drivers/x'], chosen: [] },
  ])('has $what', ({ patterns, chosen }) => {
    expect(selectModules(folder, patterns)).toEqual(chosen);
  });
});

describe('the order of loading', () => {
  const dependencies = parseModulesDep(modulesDep);

  it('has what a module depends on before it, each once', () => {
    expect(loadOrder(['asix', 'usbnet', 'overlay'], dependencies)).toEqual([
      'kernel/drivers/net/mii.ko',
      'kernel/drivers/net/usb/usbnet.ko',
      'kernel/drivers/net/usb/asix.ko',
      'kernel/fs/overlayfs/overlay.ko',
    ]);
  });

  it('leaves out what is built into the kernel', () => {
    expect(loadOrder(['virtio_pci'], dependencies)).toEqual([]);
  });
});

describe('dependencies', () => {
  it('of a module that has none are none', () => {
    expect(withDependencies(['kernel/fs/mbcache.ko'], new Map())).toEqual(['kernel/fs/mbcache.ko']);
  });
});
