/**
 * The smallest kernel that GRUB loads: it writes its command line to the serial line and switches the machine off
 * (Documentation/arch/x86/boot.rst of Linux, protocol 2.06). A start with it takes a second.
 */
export function tinyKernel(): Buffer {
  const setup = Buffer.alloc(2 * 512);
  setup[0x1f1] = 1;
  setup.writeUInt16LE(0xaa55, 0x1fe);
  setup.writeUInt16LE(0x62eb, 0x200);
  setup.write('HdrS', 0x202, 'latin1');
  setup.writeUInt16LE(0x0206, 0x206);
  // Loaded at a megabyte; the top of memory for the initrd; length of the command line.
  setup[0x211] = 1;
  setup.writeUInt32LE(0x100000, 0x214);
  setup.writeUInt32LE(0x37ffffff, 0x22c);
  setup.writeUInt32LE(2047, 0x238);
  // As large as a real one is in tests: half of it is without its end.
  return Buffer.concat([setup, code, Buffer.alloc(64 * 1024 - code.length)]);
}

/** 32 bit; esi is the address of the boot parameters. */
const code = Buffer.from(
  [
    '8bb628020000', //      mov esi, [esi + 0x228]   the command line
    'ac', //          next: lodsb
    '84c0', //              test al, al
    '7502', //              jnz put
    'b00a', //              mov al, 10               its end is one of a line
    '88c3', //         put: mov bl, al
    '66bafd03', //          mov dx, 0x3fd
    'ec', //          wait: in al, dx
    'a820', //              test al, 0x20            the serial line takes another byte
    '74fb', //              jz wait
    '88d8', //              mov al, bl
    '66baf803', //          mov dx, 0x3f8
    'ee', //                out dx, al
    '3c0a', //              cmp al, 10
    '75e3', //              jne next
    '66bafd03', //          mov dx, 0x3fd
    'ec', //          last: in al, dx
    'a840', //              test al, 0x40            and has sent the last one
    '74fb', //              jz last
    '66ba0406', //          mov dx, 0x604            power management of QEMU's q35
    '66b80020', //          mov ax, 0x2000
    '66ef', //              out dx, ax
    'ebfe', //        stay: jmp stay
  ].join(''),
  'hex',
);
