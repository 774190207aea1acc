import { describe, expect, it } from 'vitest';
import { type Host, macOf, qemuArguments } from '../../../src/vm/argv.ts';
import type { MachineSpec } from '../../../src/vm/machine-spec.ts';
import { createWire } from '../../../src/vm/wire.ts';

const host: Host = { accelerator: 'tcg', console: 'pipes' };

/** `-device a -device b` as `['-device a', '-device b']`: what stands behind which option. */
function words(spec: Partial<MachineSpec>, more: Partial<Host> = {}): string[] {
  return qemuArguments({ name: 'm', ...spec }, { ...host, ...more })
    .join(' ')
    .split(/ (?=-)/);
}

describe("QEMU's command line", () => {
  it('leaves nothing to the defaults of a version', () => {
    expect(words({})).toEqual([
      'qemu-system-x86_64',
      '-name m',
      '-nodefaults',
      '-no-user-config',
      '-display none',
      '-machine q35',
      '-boot strict=on',
      '-accel tcg,thread=multi',
      '-cpu qemu64',
      '-m 1024',
      '-smp 1',
      '-device VGA',
      '-device virtio-rng-pci',
      '-chardev stdio,id=console,signal=off',
      '-serial chardev:console',
      '-chardev socket,id=qmp,fd=3',
      '-mon chardev=qmp,mode=control',
    ]);
  });

  const wire = createWire();
  it.each<{ what: string; spec?: Partial<MachineSpec>; host?: Partial<Host>; has: string[] }>([
    { what: 'KVM', host: { accelerator: 'kvm' }, has: ['-accel kvm', '-cpu host', '-smp 2'] },
    { what: 'size', spec: { memory: 384, cpus: 3 }, has: ['-m 384', '-smp 3'] },
    {
      what: 'a terminal, with the monitor behind Ctrl-A C',
      host: { console: 'terminal' },
      has: ['-chardev stdio,id=console,mux=on,signal=off', '-mon chardev=console,mode=readline'],
    },
    {
      what: 'UEFI, its variables writable',
      host: { uefi: { code: '/code.fd', variables: '/own,vars.fd' } },
      has: [
        '-drive if=pflash,unit=0,format=raw,readonly=on,file=/code.fd',
        '-drive if=pflash,unit=1,format=raw,file=/own,,vars.fd',
      ],
    },
    {
      what: 'a kernel without boot loader',
      spec: {
        kernel: { image: '/k', initrd: '/i', append: 'a=b' },
        drives: [{ kind: 'disk', file: '/c.img' }],
      },
      has: [
        '-kernel /k',
        '-initrd /i',
        '-append a=b',
        '-drive if=none,id=drive0,format=raw,file=/c.img',
        '-device virtio-blk-pci,serial=disk0,drive=drive0,bootindex=1',
      ],
    },
    {
      what: 'drives in boot order, media protected from the guest',
      spec: {
        drives: [
          { kind: 'cdrom', file: '/a.iso' },
          { kind: 'usb-stick', file: '/b.iso' },
          { kind: 'disk', file: '/c.img' },
          { kind: 'sata-disk', file: '/d.qcow2', format: 'qcow2' },
          { kind: 'nvme-disk', file: '/e.img' },
          { kind: 'scsi-disk', file: '/f.img' },
        ],
      },
      has: [
        '-device qemu-xhci',
        '-device virtio-scsi-pci',
        '-drive if=none,id=drive0,format=raw,readonly=on,file=/a.iso',
        '-device ide-cd,bus=ide.0,drive=drive0,bootindex=0',
        '-drive if=none,id=drive1,format=raw,snapshot=on,file=/b.iso',
        '-device usb-storage,removable=on,drive=drive1,bootindex=1',
        '-drive if=none,id=drive2,format=raw,file=/c.img',
        '-device virtio-blk-pci,serial=disk2,drive=drive2,bootindex=2',
        '-drive if=none,id=drive3,format=qcow2,file=/d.qcow2',
        '-device ide-hd,bus=ide.3,drive=drive3,bootindex=3',
        '-drive if=none,id=drive4,format=raw,file=/e.img',
        '-device nvme,serial=disk4,drive=drive4,bootindex=4',
        '-drive if=none,id=drive5,format=raw,file=/f.img',
        '-device scsi-hd,serial=disk5,drive=drive5,bootindex=5',
      ],
    },
    {
      what: 'an SD card, which the firmware finds where it is not told what to try',
      spec: { drives: [{ kind: 'sd-card', file: '/card.img' }] },
      has: [
        '-boot strict=off',
        '-device sdhci-pci',
        '-drive if=none,id=drive0,format=raw,file=/card.img',
        '-device sd-card,drive=drive0',
      ],
    },
    {
      what: 'network cards, with a descriptor for each wire',
      spec: {
        nics: [
          { kind: 'user', ports: [8080] },
          { kind: 'wire', wire },
          { kind: 'wire', wire, model: 'e1000' },
        ],
      },
      has: [
        '-netdev user,id=net0,hostfwd=tcp:127.0.0.1:0-:22,hostfwd=tcp:127.0.0.1:0-:8080',
        `-device virtio-net-pci,id=nic0,netdev=net0,mac=${macOf('m', 0)},romfile=`,
        '-netdev stream,id=net1,addr.type=fd,addr.str=4',
        `-device virtio-net-pci,id=nic1,netdev=net1,mac=${macOf('m', 1)},romfile=`,
        '-netdev stream,id=net2,addr.type=fd,addr.str=5',
        `-device e1000,id=nic2,netdev=net2,mac=${macOf('m', 2)},romfile=`,
      ],
    },
    {
      what: 'the network before the disk, when it is to boot from there',
      spec: {
        nics: [{ kind: 'user', netboot: { folder: '/tftp', bootfile: 'boot.ipxe' } }],
        drives: [{ kind: 'disk', file: '/c.img' }],
      },
      has: [
        '-drive if=none,id=drive0,format=raw,file=/c.img',
        '-device virtio-blk-pci,serial=disk0,drive=drive0,bootindex=1',
        '-netdev user,id=net0,tftp=/tftp,bootfile=boot.ipxe,hostfwd=tcp:127.0.0.1:0-:22',
        `-device virtio-net-pci,id=nic0,netdev=net0,mac=${macOf('m', 0)},bootindex=0`,
      ],
    },
    {
      what: 'words for what has none of its own',
      spec: { words: ['-device', 'i6300esb'] },
      has: ['-device i6300esb'],
    },
  ])('has $what', ({ spec = {}, host: more = {}, has }) => {
    const plain = words({});

    expect(words(spec, more).filter((word) => !plain.includes(word))).toEqual(has);
  });

  it('gives every network card an address of its own, the same each time', () => {
    const addresses = ['a', 'b'].flatMap((name) => [0, 1].map((index) => macOf(name, index)));

    expect(new Set(addresses).size).toBe(4);
    expect(macOf('a', 0)).toBe(addresses[0]);
    expect(addresses[0]).toMatch(/^52:54:00(:[0-9a-f]{2}){3}$/);
  });
});
