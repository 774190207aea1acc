import { OperationError } from '../../errors.ts';
import type { DataSource } from '../data-source.ts';
import { contentOf } from '../documents/documents.ts';

/** Of `-fw_cfg name=opt/io.k3os/config,file=node.yaml`. */
export const fwCfgFile = '/sys/firmware/qemu_fw_cfg/by_name/opt/io.k3os/config/raw';

/** The firmware counts each read from the start of the file: large ones get slow. */
const most = 1024 * 1024;

/** User-data that QEMU hands to the firmware. */
export const fwCfg: DataSource = {
  name: 'fw_cfg',
  provider: 'fw_cfg',
  needs: 'nothing',
  matches: ({ present }) => present.includes(fwCfgFile),

  async fetch({ files }) {
    const content = files.read(fwCfgFile, most);
    if (content === undefined) {
      throw new OperationError(
        `${fwCfgFile} is not there: start QEMU with -fw_cfg name=opt/io.k3os/config,file=FILE`,
      );
    }
    return { content };
  },

  parse: (documents) => ({ userdata: contentOf(documents, 'content') }),
};
